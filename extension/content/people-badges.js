// Badges in a list of people (search results): who of them is known. Nothing is captured.
"use strict";

Sidenote.peopleBadges ??= (() => {
  /**
   * @typedef {import("../sites/contract.js").ListedPerson} ListedPerson
   * @typedef {import("../sites/recognise.js").Reading} Reading
   * @param {{layer: {showPeople: (people: {id: string, person: any}[]) => void},
   *   lookUp: (people: Omit<ListedPerson, "id">[]) => Promise<any[]>, signal: AbortSignal}} options
   *   lookUp: PersonAnnotations in the order asked; none when nobody answers
   * @returns {{read: (found: Reading) => void}}
   */
  function open({ layer, lookUp, signal }) {
    /** @type {Set<string>} */
    const asked = new Set();

    /** @param {ListedPerson[]} people */
    async function ask(people) {
      for (const { id } of people) asked.add(id);
      const found = await lookUp(people.map(({ name, url, headline }) => ({ name, url, headline })));
      if (signal.aborted) return;
      layer.showPeople(found.map((person, index) => ({ id: people[index].id, person })));
    }

    return {
      read({ people }) {
        const fresh = people.filter(({ id }) => !asked.has(id));
        if (fresh.length > 0) void ask(fresh);
      },
    };
  }

  return Object.freeze({ open });
})();

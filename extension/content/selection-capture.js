// "This is a comment by ...": what the user marked becomes a capture, on any page.
"use strict";

Sidenote.selectionCapture ??= (() => {
  const { browser, pageWatch, reading, selection } = Sidenote;

  /**
   * @typedef {import("../sites/selection.js").NamedAuthor} NamedAuthor
   * @typedef {import("../sites/recognise.js").Reading} Reading
   */
  const life = new AbortController();

  /** What the person was shown; it is what they speak of, whatever is marked a moment later.
   * @type {{url: string, text: string, title: string|null}|null} */
  let shown = null;

  async function read() {
    /** @type {Reading|null} */
    const found = await reading.read(life.signal);
    const drafts = found?.drafts ?? [];
    const posts = drafts.flatMap((draft) => draft.discussion?.posts ?? []);
    const marked = selection.read(document, location.href, posts);
    const title = (drafts.length === 1 ? drafts[0].discussion?.title : null) || document.title || null;
    shown = marked && { url: pageWatch.address(), text: marked.text, title };
    return { marked };
  }

  /** @param {NamedAuthor} author */
  function captureBy(author) {
    if (!shown || shown.url !== pageWatch.address()) return { capture: null };
    const { url, title, text } = shown;
    const id = `marked-${reading.digest(`${author.name}\n${text}`)}`;
    return { capture: reading.captureOf(selection.draftOf(url, title, id, text, author), "click") };
  }

  browser.onMessage((/** @type {any} */ message) => {
    if (message?.type === "selection") return read();
    if (message?.type === "selection-by") return Promise.resolve(captureBy(message.author));
    return undefined;
  }, { signal: life.signal });
  pageWatch.activity(() => {
    if (!browser.isAlive()) life.abort();
  }, life.signal);

  return Object.freeze({});
})();

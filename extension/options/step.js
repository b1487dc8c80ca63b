// The frame of one step: its number, title and whether it is done. What is inside changes in place.
import { el, svg, t } from "../ui/parts.js";

/**
 * @param {HTMLElement} item  the <li>
 * @param {number} number
 * @param {string} title  a key of _locales
 * @returns {{body: HTMLElement, setDone: (done: boolean) => void}}
 */
export function step(item, number, title) {
  const mark = el("span", { class: "mark", "aria-hidden": "true" }, String(number));
  const state = el("span", { class: "state" });
  const body = el("div", { class: "body" });
  item.append(mark, el("h2", {}, t(title), " ", state), body);
  return {
    body,
    setDone(done) {
      item.classList.toggle("done", done);
      state.textContent = t(done ? "step_done" : "step_open");
      mark.replaceChildren(
        done
          ? svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16 }, svg("path", { d: "M3.5 8.5 6.5 11.5 12.5 4.5" }))
          : String(number),
      );
    },
  };
}

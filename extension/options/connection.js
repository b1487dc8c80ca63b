// Step 2: the server's address, the code to approve there, and the way back out.
import { serverAddress } from "../shared/hosts.js";
import { button, el, t, words } from "../ui/parts.js";
import { step } from "./step.js";

export const DEFAULT_SERVER = "http://127.0.0.1:8765";

/** @param {string} code "WDJB-MJHT" @returns {HTMLElement} big, and read letter by letter */
const bigCode = (code) =>
  el("p", { class: "code" },
    el("span", { "aria-hidden": "true" }, code),
    el("span", { class: "spoken" }, [...code].join(" ")));

/** @param {string} url @returns {HTMLAnchorElement|null} only a web address becomes a link */
const approvalLink = (url) =>
  /^https?:\/\//.test(url)
    ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: "button main" }, t("connect_open"))
    : null;

/**
 * @param {HTMLElement} item
 * @param {{pair: (server: string) => Promise<{error?: string}|undefined>, unpair: () => Promise<void>}} actions
 * @returns {(connection: import("../shared/messages.js").Connection) => void}
 */
export function connectionStep(item, { pair, unpair }) {
  const { body, setDone } = step(item, 2, "connect_title");
  const told = el("p", { class: "told", role: "status" });
  const form = addressForm(async (address) => {
    told.textContent = "";
    const answer = await pair(address);
    if (answer && !answer.error) return;
    const reason = words.say(answer?.error) || t("reason_no_answer");
    told.textContent = t("connect_failed", reason);
  }, (problem) => {
    told.textContent = problem;
  });
  const place = el("div", {});
  body.append(place, told);
  let shown = "";
  return (connection) => {
    setDone(connection.paired);
    const now = JSON.stringify(connection);
    if (now === shown) return;
    shown = now;
    if (connection.server) form.setAddress(connection.server);
    if (connection.paired) {
      const { user, workspace } = connection;
      place.replaceChildren(
        el("p", {}, user && workspace ? t("connect_done", workspace, user) : t("connect_done_plain")),
        el("p", { class: "quiet" }, connection.server ?? ""),
        button(t("connect_disconnect"), () => void unpair(), { id: "disconnect" }));
    } else if (connection.pending) {
      place.replaceChildren(...waiting(connection.pending, unpair));
    } else if (place.firstChild !== form.element) {
      // Not put there anew while it stands: that would lose the click or the word under way.
      place.replaceChildren(form.element);
    }
    told.textContent = connection.problem ? words.say(connection.problem) : "";
  };
}

/** @param {{user_code: string, verification_url: string}} pending @param {() => Promise<void>} unpair */
const waiting = ({ user_code, verification_url }, unpair) => [
  el("p", {}, t("connect_code_lead")),
  bigCode(user_code),
  el("div", { class: "decision" },
    approvalLink(verification_url) ?? "", button(t("connect_cancel"), () => void unpair(), { id: "cancel" })),
  el("p", { class: "quiet waiting", role: "status" }, t("connect_waiting")),
];

/** @param {(address: string) => Promise<void>} onSubmit @param {(problem: string) => void} onProblem */
function addressForm(onSubmit, onProblem) {
  const input = el("input", {
    id: "server", class: "field", type: "text", inputmode: "url", value: DEFAULT_SERVER, autocomplete: "off",
    spellcheck: "false", "aria-describedby": "server-hint",
  });
  const start = el("button", { type: "submit", class: "button main", id: "pair" }, t("connect_start"));
  const element = el("form", { class: "one-line" },
    el("label", { for: "server" }, t("connect_server")),
    el("div", { class: "with-button" }, input, start),
    el("p", { id: "server-hint", class: "quiet" }, t("connect_server_hint", DEFAULT_SERVER)));
  element.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const address = serverAddress(input.value);
    input.setAttribute("aria-invalid", String(address === null));
    if (address === null) {
      onProblem(t("problem_bad_server"));
      input.focus();
      return;
    }
    start.setAttribute("aria-disabled", "true");
    await onSubmit(address);
    start.removeAttribute("aria-disabled");
  });
  return {
    element,
    /** @param {string} address */
    setAddress: (address) => {
      input.value = address;
    },
  };
}

// Stands where shared/browser.js stands, for messages only: what would go to the worker is kept in
// `double.calls` and answered from `double.answers`; `double.push` is a message from the worker.
"use strict";

globalThis.double = (() => {
  const { messages, language, answers } = globalThis.doubleSetup;
  const calls = [];
  const handlers = new Set();
  let alive = true;
  class Invalidated extends Error {}

  /** As chrome.i18n does it: $NAME$ in a message stands for a placeholder, whose content is $1... */
  function t(key, substitutions = []) {
    const entry = messages[key];
    if (!entry || !alive) return "";
    const values = [].concat(substitutions);
    return entry.message.replace(/\$(\w+)\$/g, (_, name) =>
      (entry.placeholders?.[name.toLowerCase()]?.content ?? "").replace(/\$(\d)/g, (__, n) => values[n - 1] ?? ""));
  }

  const browser = {
    Invalidated, t,
    isAlive: () => alive,
    language: () => language,
    send: async (message) => {
      if (!alive) throw new Invalidated();
      calls.push(message);
      const answer = answers[message.type];
      return typeof answer === "function" ? answer(message) : structuredClone(answer);
    },
    onMessage: (handler, { signal } = {}) => {
      handlers.add(handler);
      signal?.addEventListener("abort", () => handlers.delete(handler));
    },
    tabs: {
      active: async () => ({ id: 7 }),
      onActivated: () => {},
      onLoaded: () => {},
      open: async (url) => void calls.push({ type: "(open)", url }),
    },
    permissions: {
      request: async (origins) => {
        calls.push({ type: "(permission)", origins });
        return answers["(permission)"] ?? true;
      },
    },
    openOptions: async () => void calls.push({ type: "(options)" }),
  };
  return {
    browser, calls, answers,
    push: (message) => handlers.forEach((handler) => handler(message)),
    listeners: () => handlers.size,
    end: () => (alive = false),
  };
})();
globalThis.Sidenote = { ...globalThis.Sidenote, browser: globalThis.double.browser };

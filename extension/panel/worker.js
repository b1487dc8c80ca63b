// What the panel asks of the worker, and what it hears from it.
import "../shared/browser.js";

const { browser } = Sidenote;

/**
 * @param {object} message  see shared/messages.js
 * @returns {Promise<any>} undefined when there was no answer
 */
export async function ask(message) {
  try {
    return await browser.send(message);
  } catch {
    return undefined; // reloaded under the panel: state.js says so
  }
}

/** @returns {Promise<number|null>} the tab the panel stands beside; "?tab=7" names one in a test */
export async function tabBeside() {
  const named = Number(new URLSearchParams(location.search).get("tab"));
  return named || ((await browser.tabs.active())?.id ?? null);
}

/** @param {Record<string, (message: any) => void>} listeners by message type */
export const hear = (listeners) =>
  browser.onMessage((/** @type {any} */ message) => {
    if (Object.hasOwn(listeners, message?.type)) listeners[message.type](message);
    return undefined;
  });

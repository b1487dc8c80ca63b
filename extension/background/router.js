// Who may ask the worker for what. A message that is not on the sender's list, not well-formed, or not
// from one of our own scripts where we may be is left without an answer.
import "../shared/browser.js";
import { FROM_CONTENT, FROM_EXTENSION_PAGES, isWellFormed } from "../shared/messages.js";

/**
 * @typedef {{tabId: number, url: string}} FromPage
 * @typedef {{[type: string]: (message: any, from: FromPage|null) => Promise<unknown>}} Handlers
 *   from: the page a content script stands on; null for an extension page
 */

/**
 * @param {chrome.runtime.MessageSender} sender
 * @returns {"content"|"extension"|null}
 */
export function kindOf(sender) {
  if (sender.id !== Sidenote.browser.id() || !sender.url) return null;
  if (sender.url.startsWith(Sidenote.browser.url(""))) return "extension";
  const isTopFrame = sender.frameId === 0 && sender.tab?.id !== undefined;
  return isTopFrame && /^https?:\/\//.test(sender.url) ? "content" : null;
}

/**
 * @param {Handlers} handlers
 * @param {(tabId: number, url: string) => Promise<boolean>} mayRead
 * @returns {(message: unknown, sender: chrome.runtime.MessageSender) => Promise<unknown>|undefined}
 */
export function router(handlers, mayRead) {
  return (message, sender) => {
    const kind = kindOf(sender);
    if (kind === null || !isWellFormed(message)) return undefined;
    const { type } = /** @type {{type: string}} */ (message);
    if (kind === "extension") {
      return FROM_EXTENSION_PAGES.has(type) ? handlers[type](message, null) : undefined;
    }
    if (!FROM_CONTENT.has(type)) return undefined;
    const from = { tabId: sender.tab?.id ?? -1, url: sender.url ?? "" };
    return mayRead(from.tabId, from.url).then((may) =>
      may ? handlers[type](message, from) : undefined,
    );
  };
}

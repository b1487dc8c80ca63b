// What the user marked on a page, as the panel asks for it: shown first, captured when they say by whom.
import "../shared/browser.js";
import { PROBLEMS } from "../shared/messages.js";
import { addressOf, sameOrigin } from "../shared/hosts.js";
import { keepCapture, obstacleTo, tabChanged } from "./reading.js";
import { enter } from "./site-access.js";
import { wantSelection } from "./tab-pages.js";

const { menus, sendToTab, t, tabs } = Sidenote.browser;
const MENU = "selection";

/** "This is a comment by ..." in the page's menu. */
export function offerInMenu() {
  menus.onSelection(MENU, (tab) => void wantSelection(tab.id, true).then(() => tabChanged(tab.id)));
}

/** @returns {Promise<void>} */
export const addMenu = () => menus.addForSelection(MENU, t("menu_selection"));

/**
 * @param {number} tabId @param {object} message
 * @returns {Promise<{answer: any, url: string}|{error: string}>}  url: where the browser says the page is
 */
async function askPage(tabId, message) {
  const tab = await tabs.get(tabId);
  const obstacle = await obstacleTo(tab?.url);
  if (!tab?.url || obstacle) return { error: obstacle ?? PROBLEMS.noAccess };
  if (!(await enter(tab))) return { error: PROBLEMS.noAccess };
  const answer = await sendToTab(tabId, message);
  return answer ? { answer, url: tab.url } : { error: PROBLEMS.noAccess };
}

/**
 * @param {number} tabId
 * @returns {Promise<{marked: import("../sites/selection.js").Marked|null}|{error: string}>} null:
 *   nothing is marked
 */
export async function markedIn(tabId) {
  await wantSelection(tabId, false);
  const asked = await askPage(tabId, { type: "selection" });
  return "error" in asked ? asked : { marked: asked.answer.marked };
}

/**
 * Captures what was last shown of a tab's selection.
 * @param {number} tabId @param {import("../sites/selection.js").NamedAuthor} author
 * @returns {Promise<{stored: boolean}|{error: string}>}
 */
export async function captureMarked(tabId, author) {
  const asked = await askPage(tabId, { type: "selection-by", author });
  if ("error" in asked) return asked;
  const { capture } = asked.answer;
  if (!capture) return { error: PROBLEMS.nothingMarked };
  // The script speaks for its own page only, here as everywhere.
  if (!sameOrigin(capture.url, addressOf(asked.url))) return { error: PROBLEMS.noAccess };
  const result = await keepCapture(tabId, capture, asked.url);
  return result.stored ? { stored: true } : { error: result.reason ?? PROBLEMS.storage };
}

// For the type checker only: the one namespace all content scripts share (the parts add themselves).
// Every file counts as a module there (tsconfig.json: moduleDetection), so that classic scripts can
// import each other's types.
import type { Site } from "../extension/sites/contract.js";
import type { SiteOfLayouts } from "../extension/sites/layouts.js";

/** contract.js begins it, other files add to it. */
type Sites = {
  register: (site: Site) => void;
  fromLayouts: (description: SiteOfLayouts) => Site;
  all: () => readonly Site[];
  [more: string]: any;
};

declare global {
  var Sidenote: {
    browser: import("../extension/shared/browser.js").Browser;
    get sites(): Sites;
    set sites(begun: Pick<Sites, "register" | "all">);
    thread: import("../extension/sites/thread.js").Thread;
    firstQuestions: import("../extension/content/first-questions.js").FirstQuestions;
    packs: import("../extension/sites/layout-from-pack.js").Packs;
    [part: string]: any;
  };
}
export {};

// For the type checker only: the one namespace all content scripts share (the parts add themselves).
// Every file counts as a module there (tsconfig.json: moduleDetection), so that classic scripts can
// import each other's types.
import type { PageKind, Site } from "../extension/sites/contract.js";

declare global {
  var Sidenote: {
    browser: import("../extension/shared/browser.js").Browser;
    sites: {
      register: (site: Site) => void;
      all: () => readonly Site[];
      [more: string]: any;
    };
    [part: string]: any;
  };
}
export {};

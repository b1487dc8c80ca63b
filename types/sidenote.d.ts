// For the type checker only: the one namespace all content scripts share (the parts add themselves).
// Every file counts as a module there (tsconfig.json: moduleDetection), so that classic scripts can
// import each other's types.
declare global {
  var Sidenote: {
    browser: import("../extension/shared/browser.js").Browser;
    [part: string]: any;
  };
}
export {};

// Just enough of a browser for modules that hold on to the seam while they load; what they do with it
// is shown in Chromium (tests/browser).
globalThis.Sidenote = {
  browser: {
    id: () => "our-id",
    url: (/** @type {string} */ path) => `chrome-extension://our-id/${path}`,
    alarms: {},
    storage: { local: {}, session: {} },
  },
};

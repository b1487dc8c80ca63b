// The look of badge, card and everything they share with the panel: one sheet as text, because a file
// of ours that a page could load would let it probe for us.
"use strict";

var Sidenote = globalThis.Sidenote ?? {};
globalThis.Sidenote = Sidenote;
Sidenote.ui ??= {};

Sidenote.ui.look ??= `
:host, :root {
  --paper: #ffffff; --raised: #f5f6f8; --ink: #1b2430; --muted: #58626f; --line: #e2e6eb;
  --strong-line: #8a94a1; --accent: #1f5aa6; --on-accent: #ffffff; --good: #13693f; --bad: #b3261e;
  --customer: #13693f; --prospect: #1f5aa6; --former: #7a5636; --unknown: #5f6975;
  --several: #6a41b3; --outdated: #8f5300;
  --shadow: 0 1px 2px rgb(16 24 40 / 8%), 0 8px 28px rgb(16 24 40 / 16%);
  --font: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :host, :root {
    --paper: #1c2026; --raised: #262b33; --ink: #e9ecf0; --muted: #a7b0bc; --line: #363d47;
    --strong-line: #7d8794; --accent: #8ab4f8; --on-accent: #10213c; --good: #6fd3a0; --bad: #ff9d94;
    --customer: #6fd3a0; --prospect: #8ab4f8; --former: #d3b08c; --unknown: #a7b0bc;
    --several: #c3a8f7; --outdated: #f0b763;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 8px 28px rgb(0 0 0 / 50%);
  }
}

/* The host stands in the page's line without adding to its height, whatever the page says of spans. */
:host {
  all: initial !important;
  display: inline-flex !important;
  align-items: center !important;
  height: 0 !important;
  margin-inline: 6px 2px !important;
  vertical-align: middle !important;
}
`;

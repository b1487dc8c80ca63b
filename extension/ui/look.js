// The look of badge and card and of all they share with the panel: one sheet as text, because a file
// of ours that a page could load would let it probe for us.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.look ??= `
.badge, .card, :root {
  color-scheme: light dark;
  --paper: #ffffff; --raised: #f4f6f8; --ink: #1b2430; --muted: #56606d; --line: #e2e6eb;
  --strong-line: #8a94a1; --accent: #1f5aa6; --on-accent: #ffffff; --good: #13693f; --bad: #b3261e;
  --customer: #13693f; --prospect: #1f5aa6; --former: #7a5636; --unknown: #5f6975;
  --several: #6a41b3; --outdated: #8f5300;
  --shadow: 0 1px 2px rgb(16 24 40 / 8%), 0 8px 28px rgb(16 24 40 / 16%);
  --font: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
@media (prefers-color-scheme: dark) {
  .badge, .card, :root {
    --paper: #1c2026; --raised: #262b33; --ink: #e9ecf0; --muted: #a7b0bc; --line: #363d47;
    --strong-line: #7d8794; --accent: #8ab4f8; --on-accent: #10213c; --good: #6fd3a0; --bad: #ff9d94;
    --customer: #6fd3a0; --prospect: #8ab4f8; --former: #d3b08c; --unknown: #a7b0bc;
    --several: #c3a8f7; --outdated: #f0b763;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 8px 28px rgb(0 0 0 / 50%);
  }
}

/* Colours are set on our own elements: on the host a page's rule for spans would win.
   The host stands in the page's line without adding to its height, whatever the page says of spans. */
:host {
  all: initial !important;
  display: inline-flex !important;
  align-items: center !important;
  height: 0 !important;
  margin-inline: 6px 2px !important;
  vertical-align: middle !important;
}

/* --- badge: follows the page's own ground, not the system's */
.badge {
  all: unset; display: inline-flex; align-items: center; gap: 4px; box-sizing: border-box;
  height: 18px; padding: 0 6px; border-radius: 9px; cursor: pointer; user-select: none;
  font: 500 11px/1 var(--font); white-space: nowrap;
  color: var(--tone); background: var(--ground); transition: background-color 120ms;
  --ground: #f1f3f5; --hover: #e3e7ec; --quiet: #56606d;
}
.badge[data-tone="dark"] { --ground: #2b3038; --hover: #3a414b; --quiet: #b4bcc7; }
.badge[data-state="customer"] { --tone: #0f5c36; }
.badge[data-state="prospect"] { --tone: #1b4f94; }
.badge[data-state="former"] { --tone: #6e4c2e; }
.badge[data-state="unknown"] { --tone: #545e6a; }
.badge[data-state="several"] { --tone: #5f38a6; }
.badge[data-state="outdated"] { --tone: #7d4800; }
.badge[data-tone="dark"][data-state="customer"] { --tone: #7fdcae; }
.badge[data-tone="dark"][data-state="prospect"] { --tone: #9dc1fa; }
.badge[data-tone="dark"][data-state="former"] { --tone: #dcbd9c; }
.badge[data-tone="dark"][data-state="unknown"] { --tone: #b4bcc7; }
.badge[data-tone="dark"][data-state="several"] { --tone: #cdb6f9; }
.badge[data-tone="dark"][data-state="outdated"] { --tone: #f4c37a; }
.badge:hover, .badge[aria-expanded="true"] { background: var(--hover); }
.badge:focus-visible { outline: 2px solid currentColor; outline-offset: 1px; }
.badge .sign { --tone: inherit; width: 10px; height: 10px; flex: none; }
.badge .weight {
  display: inline-flex; align-items: center; gap: 3px; padding-inline-start: 5px;
  border-inline-start: 1px solid color-mix(in srgb, var(--quiet) 35%, transparent);
  color: var(--quiet); font-variant-numeric: tabular-nums;
}
.badge .bars { width: 9px; height: 8px; }
.new { flex: none; width: 6px; height: 6px; border-radius: 50%; background: currentColor; forced-color-adjust: none; }

/* --- signs */
.sign { display: block; overflow: visible; color: var(--tone, currentColor); }
.sign .solid { fill: currentColor; }
.sign .line { fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.sign .dashed { stroke-dasharray: 1.6 2.17; }
.sign .cut { fill: none; stroke: var(--ground, var(--paper)); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.bars { display: block; flex: none; }
.bars .on { fill: currentColor; }
.bars .off { fill: currentColor; opacity: 0.25; }
.customer { --tone: var(--customer); }
.prospect { --tone: var(--prospect); }
.former { --tone: var(--former); }
.unknown { --tone: var(--unknown); }
.several { --tone: var(--several); }
.outdated { --tone: var(--outdated); }

/* --- card */
.card {
  position: fixed; inset: auto; margin: 0; padding: 0; box-sizing: border-box;
  width: min(380px, calc(100vw - 16px)); overflow: auto; overscroll-behavior: contain;
  border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow);
  color: var(--ink); background: var(--paper); font: 13px/1.45 var(--font); text-align: start;
}
.card:focus { outline: none; }
.card:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.card .body { padding: 16px; }
.close {
  all: unset; position: sticky; top: 8px; float: inline-end; width: 28px; height: 28px;
  margin: 8px 8px 0 0; border-radius: 6px; cursor: pointer; background: var(--paper);
}
.close::before, .close::after {
  content: ""; position: absolute; top: 13px; left: 8px; width: 12px; height: 1.5px;
  background: var(--muted); transform: rotate(45deg);
}
.close::after { transform: rotate(-45deg); }
.close:hover { background: var(--raised); }
@media (prefers-reduced-motion: no-preference) {
  .card { animation: sidenote-appear 120ms ease-out; }
  .chevron { transition: rotate 120ms; }
  @keyframes sidenote-appear { from { opacity: 0; transform: translateY(2px); } }
}
@media (prefers-reduced-motion: reduce) { .badge { transition: none; } }

/* --- a person, in card and panel */
.who h2 { margin: 0; font-size: 16px; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
.who .headline { margin: 2px 0 0; color: var(--muted); overflow-wrap: anywhere; }
.who .state { display: grid; grid-template-columns: 12px 1fr; column-gap: 8px; align-items: center; margin: 10px 0 0; }
.who .state strong { color: var(--tone); font-weight: 600; }
.who .state .reason { grid-column: 2; color: var(--muted); }
section { margin-top: 14px; padding-top: 14px; border-top: 1px solid var(--line); }
h3 { margin: 0 0 6px; font-size: 12px; line-height: 1.3; font-weight: 600; color: var(--muted); }
.lead { margin: 0 0 4px; font-weight: 600; overflow-wrap: anywhere; }
.quiet, .reason { margin: 0; color: var(--muted); }
.place { display: block; margin: 0; color: var(--muted); font-size: 12px; overflow-wrap: anywhere; }
.correction + .facts, .correction + .warning { margin-top: 10px; }
.news { display: flex; align-items: center; gap: 8px; margin: 0 0 4px; }
.news .new { color: var(--accent); }
.captured { margin-top: 14px; }
.facts { display: grid; grid-template-columns: minmax(96px, max-content) 1fr; gap: 3px 12px; margin: 0; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.payment.overdue { color: var(--bad); font-weight: 600; }
.warning { margin: 0 0 6px; padding: 4px 8px; border-radius: 6px; border: 1px solid currentColor; color: var(--bad); font-weight: 600; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

/* --- findings */
.finding summary {
  display: flex; align-items: center; gap: 8px; min-height: 28px; box-sizing: border-box; margin: 0 -6px;
  padding: 3px 6px; border-radius: 6px; cursor: pointer; list-style: none;
}
.finding summary::-webkit-details-marker { display: none; }
.finding summary:hover { background: var(--raised); }
.finding summary:focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; }
.finding .what { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.finding .score { display: inline-flex; align-items: center; gap: 5px; color: var(--ink); font-variant-numeric: tabular-nums; }
.finding .score.none { color: var(--muted); }
.chevron { flex: none; fill: none; stroke: var(--muted); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.finding[open] > summary .chevron { rotate: 90deg; }
.behind { margin: 2px 0 8px 4px; padding: 2px 0 2px 13px; border-inline-start: 1px solid var(--line); }
.behind > * + * { margin-top: 8px; }
.quotes { margin: 0; padding: 0; list-style: none; }
.quotes li + li { margin-top: 6px; }
.quotes q { overflow-wrap: anywhere; white-space: pre-line; quotes: auto; }
.terms { width: 100%; border-collapse: collapse; font-size: 12px; }
.terms caption { padding-bottom: 4px; text-align: start; color: var(--muted); overflow-wrap: anywhere; }
.terms code { font: inherit; font-style: italic; }
.terms th { text-align: start; font-weight: 400; overflow-wrap: anywhere; }
.terms thead th { color: var(--muted); }
.terms th, .terms td { padding: 3px 0; vertical-align: top; border-bottom: 1px solid var(--line); }
.terms tfoot th, .terms tfoot td { border-bottom: 0; font-weight: 600; }
.terms tfoot .place { font-weight: 400; }
.terms .number { text-align: end; white-space: nowrap; padding-inline-start: 12px; font-variant-numeric: tabular-nums; }
.terms .bar { width: 64px; padding-inline-start: 12px; }
.step { display: block; margin-top: 4px; }
.step .zero { stroke: var(--strong-line); stroke-width: 1; }
.step .plus { fill: var(--good); }
.step .minus { fill: var(--bad); }

/* --- corrections and buttons */
.correction .line { display: flex; align-items: center; gap: 12px; justify-content: space-between; min-height: 32px; }
.candidate + .candidate { margin-top: 6px; }
.naming { min-width: 0; overflow-wrap: anywhere; }
.naming .name { font-weight: 600; }
.judgement { flex: none; color: var(--muted); font-size: 12px; }
.judgement.linked { color: var(--good); }
.question { margin: 0 0 4px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
.line .actions { margin: 0; }
.told { margin: 6px 0 0; color: var(--muted); }
.line .told { margin: 0; }
.told:empty { margin: 0; }
.told.right { color: var(--good); }
.button {
  box-sizing: border-box; min-height: 28px; margin: 0; padding: 3px 12px; border: 1px solid var(--strong-line);
  border-radius: 7px; color: var(--ink); background: transparent; font: 500 13px/1.4 var(--font); cursor: pointer;
}
.button:hover { background: var(--raised); }
.button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.button[aria-disabled="true"] { opacity: 0.55; cursor: default; }
.button.main { border-color: var(--accent); color: var(--on-accent); background: var(--accent); }
.button.main:hover { filter: brightness(1.08); }

@media (forced-colors: active) {
  .badge { border: 1px solid ButtonText; color: ButtonText; background: ButtonFace; forced-color-adjust: none; --tone: ButtonText; --quiet: ButtonText; --ground: ButtonFace; }
  .badge:hover, .badge[aria-expanded="true"] { color: HighlightText; background: Highlight; --tone: HighlightText; --quiet: HighlightText; --ground: Highlight; }
  .sign, .bars, .chevron, .step { forced-color-adjust: none; color: CanvasText; }
  .badge .sign, .badge .bars { color: inherit; }
  .chevron, .step .zero { stroke: CanvasText; }
  .step .plus { fill: CanvasText; }
  .step .minus { fill: none; stroke: CanvasText; }
  .close::before, .close::after { background: ButtonText; }
}
`;

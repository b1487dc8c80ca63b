// Wires the parts together; every listener is added in the first turn, or a woken worker misses its
// event.
import "../shared/browser.js";

const { action, onMessage } = Sidenote.browser;

action.opensPanel(() => {});
onMessage(() => undefined);

// Hosts and addresses as permissions, messages and captures name them.
import "./browser.js"; // the namespace links.js adds to
import "./links.js";

/**
 * @param {string} text
 * @returns {URL|null}
 */
function parse(text) {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/**
 * A host is a hostname without a port: match patterns with a port never run in Firefox.
 * @param {string|undefined|null} url
 * @returns {string|null} null for what is no web page
 */
export function hostOf(url) {
  const parsed = url ? parse(url) : null;
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.hostname : null;
}

/**
 * The address a page is known by, as its capture carries it.
 * @param {string} url
 * @returns {string}
 */
export const addressOf = (url) => Sidenote.links.clean(url) ?? url;

/**
 * @param {string|undefined|null} one @param {string|undefined|null} other
 * @returns {boolean} both are web pages of one origin
 */
export function sameOrigin(one, other) {
  const a = one ? parse(one) : null;
  const b = other ? parse(other) : null;
  return a !== null && b !== null && /^https?:$/.test(a.protocol) && a.origin === b.origin;
}

/**
 * A page speaks for its own origin, and for the network's main host beside its own: what
 * old.reddit.com shows is captured under www.reddit.com, where everybody else finds it.
 * @param {string} page  as addressOf gives it
 * @param {string} url  of what the page says it shows
 * @returns {boolean}
 */
export function speaksFor(page, url) {
  if (sameOrigin(page, url)) return true;
  const [a, b] = [parse(page), parse(url)];
  const above = a?.hostname.slice(a.hostname.indexOf(".") + 1) ?? "";
  return above.includes(".") && b?.protocol === "https:" && b.host === `www.${above}`;
}

/**
 * What to ask `permissions` for, and where content scripts run.
 * @param {string} host
 * @returns {string[]}
 */
export const patternsOf = (host) => [`https://${host}/*`, `http://${host}/*`];

/**
 * A server people may pair with: https, or http on this computer (a token must not cross a network
 * in clear). The path stays, so that a server may live under one.
 * @param {string} typed  as a person writes it: "crm.example.com", "http://127.0.0.1:8765/"
 * @returns {string|null} the base address without a trailing slash; null if it won't do
 */
export function serverAddress(typed) {
  const trimmed = typed.trim();
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/i.test(trimmed);
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
    ? trimmed
    : `${local ? "http" : "https"}://${trimmed}`;
  const url = parse(whole);
  if (!url || !url.hostname || url.username || url.password) return null;
  const here = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && here)) return null;
  return url.origin + url.pathname.replace(/\/+$/, "");
}

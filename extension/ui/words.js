// Words, numbers, money and dates in the language of the browser. A classic script: content scripts
// list it, extension pages import it for its side effect, globalThis.Sidenote.ui.words.
"use strict";

Sidenote.ui ??= {};

Sidenote.ui.words ??= (() => {
  /**
   * @param {string} key  a key of _locales
   * @param {...(string|number)} values  its placeholders, in order
   * @returns {string} "" for an unknown key, or when the extension is gone
   */
  const t = (key, ...values) => Sidenote.browser.t(key, values.map(String));

  /**
   * @param {string|null|undefined} keyOrText  the worker names a problem by a key of _locales where it
   *   can; otherwise it is the server's own words
   * @returns {string}
   */
  const say = (keyOrText) =>
    (/^[a-z][a-z_]+$/.test(keyOrText ?? "") && t(/** @type {string} */ (keyOrText))) || keyOrText || "";

  /** @type {string|null} */
  let cachedTag = null;

  /** @returns {string} a language tag whose numbers agree with the words: "en-GB", "cs" */
  function tag() {
    if (cachedTag === null) {
      const words = t("locale_tag") || "en";
      const browser = Sidenote.browser.language().replace("_", "-");
      cachedTag = browser.split("-")[0] === words ? browser : words;
    }
    return cachedTag;
  }

  /** @type {Map<string, any>} */
  const formatters = new Map();

  /** @param {string} name @param {() => any} make */
  function formatter(name, make) {
    if (!formatters.has(name)) formatters.set(name, make());
    return formatters.get(name);
  }

  /** @param {number} value @param {number} [digits] after the point, at most @returns {string} */
  const number = (value, digits = 0) =>
    formatter(`number${digits}`, () => new Intl.NumberFormat(tag(), { maximumFractionDigits: digits }))
      .format(value);

  /** @param {number} value  bits or another signed amount @returns {string} "+3.2", "−1.5" */
  const signed = (value) =>
    formatter("signed", () =>
      new Intl.NumberFormat(tag(), { maximumFractionDigits: 1, signDisplay: "exceptZero" }),
    ).format(value);

  /** @param {number} share  0..1 @returns {string} */
  const percent = (share) =>
    formatter("percent", () =>
      new Intl.NumberFormat(tag(), { style: "percent", maximumFractionDigits: 0 }),
    ).format(share);

  /** @param {number} score  0..1 @returns {string} 0 to 100 */
  const score = (score) => number(Math.round(score * 100));

  /** @param {{amount: number, currency: string}} money @returns {string} */
  function money({ amount, currency }) {
    try {
      return formatter(`money${currency}`, () =>
        new Intl.NumberFormat(tag(), { style: "currency", currency, maximumFractionDigits: 0 }),
      ).format(amount);
    } catch {
      return `${number(amount)} ${currency}`; // not a currency code
    }
  }

  /** @param {{amount: number, currency: string}[]|null|undefined} sums one a currency */
  const moneys = (sums) => (sums ?? []).map(money).join(" + ");

  const DAY = /^\d{4}-\d{2}-\d{2}$/;
  const MONTH = /^\d{4}-\d{2}$/;
  const TIME = /^\d{4}-\d{2}-\d{2}T/;

  /**
   * @param {string|null|undefined} text  an ISO date or time, a month, or whatever the page said
   * @returns {string} what cannot be read as a date stays as it is
   */
  function date(text) {
    if (!text) return "";
    const value = new Date(MONTH.test(text) ? `${text}-01` : text);
    if (Number.isNaN(value.getTime())) return text;
    if (DAY.test(text)) return dateFormat("day", { dateStyle: "medium", timeZone: "UTC" }).format(value);
    if (TIME.test(text)) return dateFormat("time", { dateStyle: "medium" }).format(value);
    if (!MONTH.test(text)) return text;
    return dateFormat("month", { year: "numeric", month: "short", timeZone: "UTC" }).format(value);
  }

  const DAY_MS = 86_400_000;

  /** @param {string} time  ISO @returns {string} "14:05" of today, "yesterday", else the date */
  function day(time) {
    const value = new Date(time);
    const midnight = new Date().setHours(0, 0, 0, 0);
    const days = Math.ceil((midnight - value.getTime()) / DAY_MS);
    if (days === 1) {
      return formatter("relative", () => new Intl.RelativeTimeFormat(tag(), { numeric: "auto" }))
        .format(-1, "day");
    }
    return days <= 0 ? dateFormat("clock", { timeStyle: "short" }).format(value) : date(time);
  }

  /** @param {string} name @param {Intl.DateTimeFormatOptions} options @returns {Intl.DateTimeFormat} */
  const dateFormat = (name, options) =>
    formatter(name, () => new Intl.DateTimeFormat(tag(), options));

  /** @param {"region"|"language"} type @param {string|null|undefined} code @returns {string} */
  function nameOf(type, code) {
    if (!code) return "";
    try {
      return formatter(type, () => new Intl.DisplayNames([tag()], { type })).of(code) ?? code;
    } catch {
      return code; // the backend said more than a code
    }
  }

  return Object.freeze({
    t, say, tag, number, signed, percent, score, money, moneys, date, day,
    /** @param {string|null|undefined} code ISO 3166 "CZ" */
    region: (code) => nameOf("region", code),
    /** @param {string|null|undefined} code BCP 47 "cs" */
    language: (code) => nameOf("language", code),
  });
})();

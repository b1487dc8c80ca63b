// What gives a post away on a page whose software nobody here knows: an address of a person, a class
// that means "author", a date in figures or in the words of many languages.
"use strict";

Sidenote.unknownForumMarks = (() => {
  /** Addresses of people: /users/7, /u/eva, member.php?u=7, profile.jspa?userID=7, /~eva, /@eva. */
  const PERSON = new RegExp([
    "(?:^|/)(?:users?|u|members?|profiles?|people|persons?|authors?|accounts?|membres?|utilisateurs?"
      + "|usuarios?|perfil|profile?n?|profilo|uzivatele?|mitglied(?:er)?|benutzer|nutzer|jasen(?:et)?"
      + "|kayttajat?|gebruikers?|medlem(?:mar)?|autor(?:i|es)?|uid|space-uid|user:|whois)[/.:=-][^/?#]+",
    "[?&;](?:u|uid|user|userid|user_id|usernum|username|member|memberid|author|showuser|who)=[^&;#]+",
    "(?:^|/)(?:member|profile?|viewprofile|userinfo|view_profile|user)[^/?#]*\\?[^#]+",
    "(?:action|mode)=(?:view)?profile", "(?:^|/)[@~][\\w.-]+/?$",
  ].join("|"), "i");
  /** … and what only looks like one: doors, tools, lists. */
  const NO_PERSON = new RegExp(
    "log-?(?:in|out)|sign-?(?:in|up|out)|regist|password|settings|search|report|message|compose|avatar"
    + "|follow|activity|email|/new\\b|reply|quote|[?&;](?:t|topic|thread|p|post|cid|tid)=", "i");
  const AUTHOR_CLASS = new RegExp(
    "(?:^|[-_\\s])(?:author|user|user-?(?:name|link|id)|poster|byline|nick(?:name)?|member|from|sender"
    + "|creator|commenter|fn|autor|jmeno|uzivatel|benutzer(?:name)?|verfasser|auteur|pseudo|usuario"
    + "|autore|writer|handle|owner|(?:display|screen)-?name|posted-?by|posterdate|name)(?:$|[-_\\s])", "i");
  const DATE_CLASS =
    /(?:^|[-_\s])(?:date|time|timestamp|datetime|when|ago|datum|created|published|posted)(?:$|[-_\s])/i;

  /** Beginnings of the months' names, beside a number only. */
  const MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec" // en, and much of Europe
    + "|jän|mär|maer|mai|mei|maj|okt|dez|des" // de, nl, sv, no
    + "|led|úno|bře|dub|kvě|čer|srp|zář|říj|lis|pro" // cs, pl, hr
    + "|tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu" // fi
    + "|fév|avr|jui|aoû|déc|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|fev|out" // fr, es, it, pt
    + "|sty|lut|mrt|kwi|cze|lip|sie|wrz|paź|gru|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек"
    + "|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|maart|márc|ápr|máj|jún|júl|szept";
  const UNITS = "sec(?:ond)?s?|s|min(?:ute)?s?|m|h(?:ou)?rs?|h|days?|d|weeks?|w|months?|mo|years?|yr?s?|y"
    + "|sekund\\p{L}*|minut\\p{L}*|hodin\\p{L}*|dn[yíů]|den|týd\\p{L}*|měsíc\\p{L}*|rok\\p{L}*|lety?"
    + "|stunden?|tag(?:en?)?|woche\\p{L}*|monat\\p{L}*|jahr\\p{L}*|sekunti\\p{L}*|minuutti\\p{L}*|tunti\\p{L}*"
    + "|päivä\\p{L}*|viikko\\p{L}*|kuukau\\p{L}*|vuo\\p{L}*|heures?|jours?|semaines?|mois|ans?"
    + "|horas?|días?|dias?|semanas?|mes(?:es)?|años?|anos?|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]"
    + "|uur|uren|dag(?:en|ar)?|we(?:ek|ken)|maand\\p{L}*|jaar|timm\\p{L}*|veck\\p{L}*|månad\\p{L}*|år"
    + "|godzin\\p{L}*|dni|dzień|tydz\\p{L}*|tygod\\p{L}*|miesi\\p{L}*|lat|минут\\p{L}*|час\\p{L}*|дн\\p{L}*"
    + "|день|недел\\p{L}*|месяц\\p{L}*|год\\p{L}*|лет|dakika|saat|gün|hafta|ay|yıl";
  const DAYS = "yesterday|today|just now|gestern|heute|včera|dnes|eilen|tänään|hier|aujourd['’]hui|ayer|hoy|ieri|oggi|ontem"
    + "|hoje|gisteren|vandaag|igår|idag|i går|i dag|wczoraj|dziś|dzisiaj|вчера|сегодня|dün|bugün|昨日|今日|昨天|今天|어제|오늘";
  const AGO = "ago|sitten|geleden|sedan|siden|temu|назад|fa|önce|atrás";
  const CLOCK = "(?:[\\s,·|–-]*(?:at|um|v|ve|klo|kl\\.?|à|o|a las|alle|в|@)?\\s*\\d{1,2}[:.h]\\d{2}(?:[:.]\\d{2})?"
    + "(?:\\s*[ap]\\.?m\\.?)?)?";
  const YEAR = "(?:[\\s,.]*(?:de\\s+)?'?(?:\\d{4}|\\d{2}(?![\\d:.])))?";
  const WRITTEN = new RegExp([
    `(?<!\\d)\\d{4}\\s?[-/.年]\\s?\\d{1,2}\\s?[-/.月]\\s?\\d{1,2}日?(?:T[\\d:.]+Z?|${CLOCK})`,
    `(?<![\\d.])\\d{1,2}\\s?[./-]\\s?\\d{1,2}\\s?[./-]\\s?(?:\\d{4}|\\d{2})(?!\\d)${CLOCK}`,
    `(?<!\\d)\\d{1,2}(?:st|nd|rd|th|er|\\.|º)?[\\s-]*(?:de\\s+|of\\s+)?(?:${MONTHS})\\p{L}*\\.?${YEAR}${CLOCK}`,
    `(?<!\\p{L})(?:${MONTHS})\\p{L}*\\.?\\s+\\d{1,2}(?:st|nd|rd|th)?(?![\\d:])${YEAR}${CLOCK}`,
    `(?<!\\d)\\d{1,2}月\\d{1,2}日${CLOCK}`,
    `(?<!\\d)\\d+\\s*(?:秒|分钟?|時間|小时|小時|日|天|週間|周|か月|ヶ月|カ月|个月|年|초|분|시간|일|주|개월|년)\\s*(?:前|전)`,
    `(?:\\d+|an?|one)\\s*(?:${UNITS})(?:\\s(?:and\\s)?\\d+\\s*(?:${UNITS}))?\\s+(?:${AGO})(?!\\p{L})`,
    `(?<!\\p{L})(?:vor|před|il y a|hace|há|for|pred|przed)\\s+(?:\\d+|\\p{L}+)\\s*(?:${UNITS})(?!\\p{L})`,
    `(?<!\\p{L})(?:${DAYS})(?!\\p{L})${CLOCK}`,
  ].join("|"), "iu");
  const BARE_AGE = new RegExp(`^\\d+\\s?(?:${UNITS})\\.?$`, "iu");
  /** Told without the long patterns: a figure, or one of the words that stand for a day. */
  const MAY_BE_DATE = new RegExp(`\\d|(?:an?|one) \\p{L}+ ago|(?:vor|před|il y a|hace|há|przed) |${DAYS}`, "iu");
  const LONGEST = 120;
  const DATE_ATTRIBUTE = /^(?:datetime|data-(?:time|timestamp|date|created|created-at|utime|unixtime))$/;

  /** @param {string|null} href as it stands in the page */
  const isPerson = (href) => href !== null && href.length < 300 && PERSON.test(href) && !NO_PERSON.test(href);

  /** @param {string} names the class attribute; "postAuthor" is read as "post-Author" */
  const spread = (names) => names.replace(/([a-z0-9])([A-Z])/g, "$1-$2");
  /** @param {string} names */
  const meansAuthor = (names) => AUTHOR_CLASS.test(spread(names));
  /** @param {string} names */
  const meansDate = (names) => DATE_CLASS.test(spread(names));

  /**
   * @param {string} words
   * @returns {string|null} the date among them, as written
   */
  function dateIn(words) {
    if (words.length > LONGEST || !MAY_BE_DATE.test(words)) return null;
    const found = WRITTEN.exec(words);
    if (found) return found[0].trim();
    const bare = words.trim();
    return BARE_AGE.test(bare) ? bare : null;
  }

  /**
   * A date that an element tells to machines.
   * @param {Element} element @param {string[]} names of its attributes
   * @returns {string|null} as it stands; seconds since 1970 as ISO time
   */
  function dateOf(element, names) {
    for (const name of names) {
      if (name === "title") {
        const told = dateIn(element.getAttribute(name) ?? "");
        if (told !== null) return told;
      } else if (DATE_ATTRIBUTE.test(name)) {
        const value = element.getAttribute(name)?.trim() ?? "";
        if (/^\d{9,10}$/.test(value)) return new Date(Number(value) * 1_000).toISOString();
        if (value.length <= 40 && /\d{2}/.test(value)) return value;
      }
    }
    return null;
  }

  return { dateIn, dateOf, isPerson, meansAuthor, meansDate };
})();

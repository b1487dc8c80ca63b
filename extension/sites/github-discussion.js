// GitHub: an issue, pull request or discussion. Written after issues as React draws them (2024 to 2026:
// data-testid, seen in a file) and after what the server draws: issues to 2024, pull requests, and
// discussions since 2020 (.js-comment-container, replies nested in the container of what they answer).
"use strict";

Sidenote.githubDiscussion = (() => {
  const { dom, thread } = Sidenote;
  const { part } = thread;

  /** A mail answers with the whole letter under it. */
  const NO_TEXT = ".email-hidden-toggle, .email-hidden-reply, .comment-reactions, [role=toolbar]";
  const NUMBERED =
    "((?:issue|pullrequest|issuecomment|discussion|discussioncomment|pullrequestreview)-\\d+|discussion_r\\d+)";
  const ID = new RegExp(`^${NUMBERED}(?:-permalink)?$`);
  const HASH = new RegExp(`#${NUMBERED}$`);
  /** A sponsor's or a team's card, a label, a bot's page are links as well: people have a card of theirs. */
  const PERSON = "a[data-hovercard-url*='/users/'], a[data-hovercard-type=user]";

  // --- As React draws it -----------------------------------------------------------------------

  const REACT_ROOT = "[data-testid='issue-viewer-issue-container']";
  const REACT = `${REACT_ROOT}, .react-issue-comment, [data-testid^='comment-viewer-outer-box-']`;
  const REACT_BODY = "[data-testid='markdown-body']";

  const readReact = thread.reader({
    title: (doc) => dom.lineOf(doc, "[data-testid='issue-title']", "bdi[data-testid='issue-title']", "h1 bdi"),
    posts: REACT,
    id: (post) => (!post.querySelector(REACT_BODY) ? null : post.matches(REACT_ROOT)
      ? part(post.querySelector("[data-testid='issue-body-header-link']"), "href", HASH) ?? "issue"
      : part(post.querySelector("[id^='issuecomment-']"), "id", ID)
        ?? part(post.querySelector("a[href*='#issuecomment-']"), "href", HASH)),
    author: (post) => [...post.querySelectorAll("[data-testid='issue-body-header-author'], [data-testid='avatar-link'],"
      + ` ${PERSON}`)].find((link) => !link.closest(REACT_BODY) && dom.line(link) !== null) ?? null,
    text: (post) => dom.text(post.querySelector(REACT_BODY), { skip: NO_TEXT }),
    date: (post) => dom.date(dom.first(post, "[data-testid='issue-body-header-link'] relative-time",
      "a[href*='#issuecomment-'] relative-time", "relative-time")),
    partial: (doc) => doc.querySelector("[data-testid='issue-timeline-load-more-load-top']") !== null,
    before: (doc) => (doc.querySelector(REACT_ROOT) ? 0 : 1),
  });

  // --- As the server draws it ------------------------------------------------------------------

  /** Not the preview of what one writes. */
  const BODY = ".js-comment-body, .comment-body:not(.js-preview-body)";
  const UNIT = ".js-comment-container, .timeline-comment-wrapper, .review-comment, .timeline-comment-group,"
    + " .nested-discussion-timeline-comment, div[id^='issuecomment-'], div[id^='discussion_r']";

  /** @param {Element} element */
  const unitOf = (element) => element.closest(UNIT);

  /** @param {Element} unit */
  function idOfUnit(unit) {
    const own = [unit, ...unit.querySelectorAll("[id*='-'], [id^='discussion_r']")]
      .filter((one) => one === unit || unitOf(one) === unit);
    for (const one of own) {
      const id = part(one, "id", ID);
      if (id !== null) return id;
    }
    const stamp = [...unit.querySelectorAll("a[href*='#']")].find((one) => unitOf(one) === unit && HASH.test(
      one.getAttribute("href") ?? "") && !one.closest(BODY));
    return part(stamp, "href", HASH);
  }

  /**
   * A body's unit: the smallest box that says which comment it is.
   * @param {Element} body
   * @returns {{unit: Element, id: string}|null}
   */
  function comment(body) {
    let unit = unitOf(body);
    for (let steps = 0; unit && steps < 4; steps += 1) {
      const id = idOfUnit(unit);
      if (id !== null) return { unit, id };
      // The next box around is that of a comment this one answers, once it has words of its own.
      const around = unit.parentElement?.closest(UNIT) ?? null;
      if (around && [...around.querySelectorAll(BODY)].some((one) => unitOf(one) === around)) return null;
      unit = around;
    }
    return null;
  }

  /** @param {Element} body @param {...string} selectors */
  function own(body, ...selectors) {
    const unit = comment(body)?.unit;
    for (const selector of selectors) {
      for (const one of unit?.querySelectorAll(selector) ?? []) {
        // Of what stands in the comment, not in its words nor in the replies nested in it.
        if (!one.closest(BODY) && (unitOf(one) === unit || unitOf(one)?.contains(body))) return one;
      }
    }
    return null;
  }

  /** @param {Element} body */
  const authorOf = (body) => {
    const unit = comment(body)?.unit;
    const named = own(body, "a.author", ".author", ".timeline-comment-header-text a[href]:not([href*='#'])");
    if (named && dom.line(named) !== null) return named;
    return [...unit?.querySelectorAll(PERSON) ?? []].find((one) => !one.closest(BODY)
      && (unitOf(one) === unit || unitOf(one)?.contains(body)) && dom.line(one) !== null) ?? null;
  };

  /** @param {Element} body ids of the comments it is nested in, nearest first */
  function above(body) {
    const found = [];
    let at = comment(body)?.unit.parentElement ?? null;
    for (let steps = 0; at && steps < 50; steps += 1) {
      found.push(part(at, "id", /^child-comments-(discussioncomment-\d+)$/), part(at, "id", ID));
      if (at.matches(UNIT)) found.push(idOfUnit(at));
      at = at.parentElement;
    }
    return found;
  }

  const readServed = thread.reader({
    title: (doc) => dom.lineOf(doc, ".js-issue-title", ".gh-header-title bdi", "h1 bdi", "h1 .markdown-title"),
    posts: BODY,
    id: (body) => comment(body)?.id ?? null,
    author: authorOf,
    text: (body) => dom.text(body, { skip: NO_TEXT }),
    date: (body) => dom.date(own(body, ".js-timestamp relative-time, .timestamp relative-time", "relative-time",
      "time[datetime], time-ago[datetime]")),
    answers: above,
    partial: (doc) => doc.querySelector(".ajax-pagination-form button, .js-ajax-pagination") !== null,
    before: (doc) => ([...doc.querySelectorAll(BODY)].slice(0, 1)
      .every((one) => /^(?:issue|pullrequest|discussion)-/.test(comment(one)?.id ?? "")) ? 0 : 1),
  });

  return {
    isReact: (/** @type {Document} */ doc) => doc.querySelector(`${REACT_ROOT} ${REACT_BODY}`) !== null,
    isServed: (/** @type {Document} */ doc) => doc.querySelector(REACT_ROOT) === null
      && [...doc.querySelectorAll(BODY)].some((body) => comment(body) !== null),
    readReact, readServed,
  };
})();

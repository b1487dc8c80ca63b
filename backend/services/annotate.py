"""Annotations of a page: what was found in it, joined with what the CRM knows at this moment.

Findings are stored; links and CRM facts are worked out at each asking, so that a correction, an
import or a newly captured profile shows at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from backend.linking.records import OrganisationQuery
from backend.models import Capture, Discussion, LinkDecision, Person, Post, PostRevision
from backend.nlp.embeddings import FAST, Tier
from backend.nlp.relevance import AuthorTexts, Opening
from backend.schemas.annotation import (
    AnnotationSet,
    DiscussionSummary,
    GonePost,
    OrganisationAnnotation,
    PersonAnnotation,
    PostAnnotation,
    PostEdit,
)
from backend.schemas.finding import Finding
from backend.services.account_cards import account_cards
from backend.services.errors import NotFound
from backend.services.judge_people import Judged, judge_people, linked_id
from backend.services.last_visit import is_new, last_visit
from backend.services.link_people import link_organisations, person_query
from backend.services.refine_reactions import ask_for_reactions
from backend.services.refine_relevance import tier_of_page
from backend.services.relevance_texts import opening_of, texts_of
from backend.services.scope import Scope
from backend.services.seen_change import shortened
from backend.services.show_changes import JOBS_FIRST, changes_to_show, new_job
from backend.store import captures, changes, discussions, link_index, people
from backend.store.database import TenantSession

OWN_WORK = "2"
"""The grade of relevance that makes an author an expert on the topic (label guide)."""
GONE_SHOWN = 50


def annotate_capture(scope: Scope, row: Capture) -> AnnotationSet:
    """Everything known about the page of an analysed capture."""
    with scope.database.read(scope.tenant_id) as tx:
        if row.kind == "discussion":
            return _discussion(scope, tx, row)
        if row.kind == "profile":
            person = people.by_id(tx, row.subject_id or "")
            found = annotate_people(scope, tx, [person]) if person else []
            return _set(scope, row, people=found)
        return _set(scope, row, organisation=_organisation(scope, tx, row.url))


def annotate_url(scope: Scope, url: str) -> AnnotationSet:
    """The same for a page by its address.

    Raises:
        NotFound: the page was never captured in this workspace.
    """
    with scope.database.read(scope.tenant_id) as tx:
        row = captures.latest_of_url(tx, url)
    if row is None:
        raise NotFound("This page was not captured yet.")
    return annotate_capture(scope, row)


def _set(scope: Scope, row: Capture, **parts: Any) -> AnnotationSet:
    return AnnotationSet(
        capture_id=row.capture_id,
        kind=row.kind,
        url=row.url,
        captured_at=row.captured_at,
        made_by=scope.analyser.versions(),
        **parts,
    )


def annotate_people(
    scope: Scope,
    tx: TenantSession,
    persons: Sequence[Person],
    topics: Sequence[Finding] | None = None,
    opening: Opening | None = None,
    texts: Mapping[str, AuthorTexts] | None = None,
    tier: Tier = FAST,
) -> list[PersonAnnotation]:
    """Annotations in the order of `persons`; with the `topics` and the `opening` of a discussion,
    weighed on them too, by the `tier`; `texts` are what these people's pages say, by id."""
    ids = [person.id for person in persons]
    expertise = people.expertise_of(tx, ids)
    decisions = link_index.decisions(tx, ids)
    changed = changes_to_show(scope, tx, ids)
    given: list[Sequence[LinkDecision]] = [decisions.get(person_id, ()) for person_id in ids]
    judged = judge_people(scope, tx, [person_query(person) for person in persons], given)
    annotated = []
    for person, found in zip(persons, judged, strict=True):
        annotation = _person(person, found, expertise.get(person.id, []))
        annotation.changes = changed.get(person.id, [])
        if not any(one.kind in JOBS_FIRST for one in annotation.changes):
            annotation.new_job = new_job(person, scope.today)
        annotation.account_link.decision = _verdict(decisions, annotation, "account")
        annotation.contact_link.decision = _verdict(decisions, annotation, "contact")
        if topics is not None:
            annotation.relevance = scope.analyser.relevance(
                topics,
                annotation.expertise,
                _findings(person, "traces"),
                [one for one in (annotation.function, annotation.seniority) if one],
                informative=bool(person.analysis.get("informative")),
                author=texts.get(person.id) if texts else None,
                opening=opening,
                tier=tier,
            )
        annotated.append(annotation)
    return annotated


def _verdict(
    decisions: dict[str, list[LinkDecision]], annotation: PersonAnnotation, record: str
) -> Any:
    """The word a person gave on the shown candidate; "wrong" when all they gave were refusals."""
    words = [d for d in decisions.get(annotation.person_id, ()) if d.record == record]
    if any(word.verdict == "right" for word in words):
        return "right"
    return "wrong" if words else None


def _findings(person: Person, kind: str) -> list[Finding]:
    return [Finding.model_validate(finding) for finding in (person.analysis or {}).get(kind, ())]


def _finding(person: Person, kind: str) -> Finding | None:
    found = (person.analysis or {}).get(kind)
    return Finding.model_validate(found) if found else None


def _person(person: Person, found: Judged, expertise: list[Finding]) -> PersonAnnotation:
    return PersonAnnotation(
        key=person.id,
        person_id=person.id,
        name=person.name,
        url=person.url,
        headline=person.headline,
        state=found.state,
        state_reason=found.state_reason,
        contact_link=found.links.contact,
        account_link=found.links.account,
        contact=found.contact,
        account=found.account,
        expertise=expertise,
        seniority=_finding(person, "seniority"),
        function=_finding(person, "function"),
        location=_finding(person, "location"),
        profile_captured_at=person.profile_captured_at,
    )


def annotate_person(scope: Scope, tx: TenantSession, person_id: str) -> PersonAnnotation:
    """One person.

    Raises:
        NotFound: nobody of that id in this workspace.
    """
    person = people.by_id(tx, person_id)
    if person is None:
        raise NotFound("There is no such person in this workspace.")
    return annotate_people(scope, tx, [person])[0]


def _discussion(scope: Scope, tx: TenantSession, row: Capture) -> AnnotationSet:
    discussion = discussions.by_id(tx, row.subject_id or "")
    if discussion is None:
        raise NotFound("This discussion was erased.")
    known = discussions.posts_of(tx, discussion.id)
    posts = [post for post in known if post.gone_since is None]
    article = discussions.article_of(tx, discussion.id)
    writer = [article[1].id] if article and article[1] else []
    person_ids = dict.fromkeys([*writer, *(post.person_id for post in posts if post.person_id)])
    by_id = {person.id: person for person in people.by_ids(tx, person_ids)}
    persons = [by_id[person_id] for person_id in person_ids]
    topics = [Finding.model_validate(topic) for topic in discussion.analysis.get("topics", ())]
    opening = opening_of(discussion, posts, article[0] if article else None)
    ask_for_reactions(scope, discussion, posts)
    texts = {person.id: texts_of(person) for person in persons}
    tier = tier_of_page(scope, tx, discussion.id, opening, texts)
    annotated = annotate_people(scope, tx, persons, topics, opening, texts, tier)
    weights = {
        person.key: person.relevance.score if person.relevance else None for person in annotated
    }
    since = last_visit(scope, tx, row)
    revisions = changes.revisions_of(tx, [post.id for post in posts if post.edited_at])
    annotated_posts = [_post(post, weights, since, revisions.get(post.id, [])) for post in posts]
    summary = _summary(discussion, topics, annotated, annotated_posts)
    summary.article_by = writer[0] if writer else None
    summary.new_since = since
    summary.gone = _gone(tx, [post for post in known if post.gone_since is not None])
    return _set(scope, row, people=annotated, posts=annotated_posts, discussion=summary)


def _gone(tx: TenantSession, posts: list[Post]) -> list[GonePost]:
    """The last posts that are gone, the last one first; an erased text is not shown."""
    last = sorted(posts, key=lambda post: post.gone_since or post.seen_at, reverse=True)
    shown = [post for post in last if post.text][:GONE_SHOWN]
    authors = people.by_ids(tx, (post.person_id for post in shown if post.person_id))
    names = {person.id: person.name for person in authors}
    return [
        GonePost(
            id=post.external_id,
            person_key=post.person_id,
            name=names.get(post.person_id or ""),
            text=shortened(post.text),
            gone_since=post.gone_since or post.seen_at,
        )
        for post in shown
    ]


def _post(
    post: Post,
    weights: dict[str, float | None],
    since: datetime | None,
    revisions: Sequence[PostRevision],
) -> PostAnnotation:
    edit = None
    if revisions and post.edited_at:
        edit = PostEdit(
            edited_at=post.edited_at,
            earlier_text=shortened(revisions[0].text),
            earlier_seen_at=revisions[0].seen_at,
        )
    return PostAnnotation(
        id=post.external_id,
        person_key=post.person_id,
        language=post.language,
        reactions=[Finding.model_validate(reaction) for reaction in post.reactions],
        weight=weights.get(post.person_id) if post.person_id else None,
        is_new=is_new(post, since),
        edited=edit,
    )


def _summary(
    discussion: Discussion,
    topics: list[Finding],
    persons: Sequence[PersonAnnotation],
    posts: Sequence[PostAnnotation],
) -> DiscussionSummary:
    language = discussion.analysis.get("language")
    return DiscussionSummary(
        discussion_id=discussion.id,
        title=discussion.title,
        topics=topics,
        language=Finding.model_validate(language) if language else None,
        posts=len(posts),
        people=len(persons),
        experts=sum(1 for p in persons if p.relevance and p.relevance.value == OWN_WORK),
        weighted_reactions=weighted_reactions(posts),
        new_posts=sum(post.is_new for post in posts),
    )


def weighted_reactions(posts: Sequence[PostAnnotation]) -> dict[str, float]:
    """For each reaction kind, the sum of its authors' relevance; unknown weighs nothing."""
    sums: dict[str, float] = {}
    for post in posts:
        for reaction in post.reactions:
            if reaction.score is not None:
                sums[reaction.value] = sums.get(reaction.value, 0.0) + (post.weight or 0.0)
    return {kind: round(weight, 3) for kind, weight in sorted(sums.items())}


def _organisation(scope: Scope, tx: TenantSession, url: str) -> OrganisationAnnotation | None:
    page = discussions.organisation_page(tx, url)
    if page is None:
        return None
    website = page.page.get("website")
    query = OrganisationQuery(name=page.name, urls=(url,), domains=(website,) if website else ())
    link = link_organisations(tx, [query])[0]
    account_id = linked_id(link)
    card = account_cards(tx, scope, [account_id])[account_id] if account_id else None
    state, reason = (card.status, "employer-account") if card else ("unknown", "no-match")
    if not card and link.reason == "several":
        state, reason = "several", "several-accounts"  # type: ignore[assignment]
    return OrganisationAnnotation(
        name=page.name,
        url=url,
        state=state,
        state_reason=reason,
        account_link=link,
        account=card,
    )

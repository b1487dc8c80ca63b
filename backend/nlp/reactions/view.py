"""One post as the reaction kinds see it: its cues, its sentences, its place in the thread."""

from __future__ import annotations

from dataclasses import dataclass

from backend.nlp.reactions.cues import Found, find_cues
from backend.nlp.reactions.thread import Place
from backend.nlp.tokens import Text

ASKS, REQUESTS = "asks", "requests"
RHETORICAL, OFFERS, QUOTED = "is rhetorical", "offers", "is quoted"
_PLAIN_REQUEST = 0.85
"""Weight from which a cue of a request leaves no question of its own in the sentence."""
_OFFER = 0.8
"""Weight of the cues from which a post without a pitch counts as an offer."""
_OPENING_QUOTES, _CLOSING_QUOTES = '"„“»«', '"“”«»'


@dataclass(slots=True)
class View:
    """A post, read once.

    `questions`: sentence number → what its question mark does: ASKS, REQUESTS ("could you send
    it?"), RHETORICAL, OFFERS (a salesman's "15 minutes?"), QUOTED. `own`: the text with what is
    not the author's wording (quoted lines, addresses of pages) blanked; places stay the same.
    """

    place: Place
    text: Text
    own: Text
    language: str | None
    sentences: list[tuple[int, int]]
    cues: dict[str, list[Found]]
    questions: dict[int, str]
    words: int
    numbers: int
    links: int
    parent: View | None = None
    root: View | None = None
    title_asks: bool = False

    def has(self, *groups: str) -> bool:
        """A cue of one of the groups stands in the text and is not negated."""
        return any(not cue.negated for group in groups for cue in self.cues.get(group, ()))

    def first_of(self, *groups: str) -> Found | None:
        """The first cue of the groups that is not negated."""
        found = [cue for group in groups for cue in self.cues.get(group, ()) if not cue.negated]
        return min(found, key=lambda cue: cue.first, default=None)

    @property
    def offers(self) -> bool:
        """It offers something: a word like "webinar" alone does not, nor does a request for one."""
        weight = sum(cue.weight for cue in self.cues.get("offer", ()) if not cue.negated)
        return self.has("pitch") or (weight >= _OFFER and not self.has("request"))

    @property
    def asks(self) -> bool:
        """It asks for information or for help."""
        return (
            ASKS in self.questions.values()
            or self.has("question", "request", "price", "buying")
            or self.title_asks
        )

    @property
    def asking_sentences(self) -> list[int]:
        return [number for number, what in self.questions.items() if what == ASKS]

    @property
    def ends_asking(self) -> bool:
        """Its last sentence with words in it asks for information or help."""
        last = max(
            (number for number in range(len(self.sentences)) if self.sentence_words(number) > 1),
            default=0,
        )
        return self.questions.get(last) in (ASKS, REQUESTS)

    @property
    def only_asks(self) -> bool:
        """Nearly all of it is question."""
        asking = sum(
            self.sentences[number][1] - self.sentences[number][0] for number in self.questions
        )
        return asking >= 0.7 * len(self.text)

    def sentence_words(self, number: int) -> int:
        first, last = self.sentences[number]
        return self.text.kinds[first : last + 1].count("word")


def read(place: Place, text: Text, language: str | None) -> View:
    """Reads a text with words in it."""
    sentences = list(text.sentences()) or [(0, len(text) - 1)]
    own = _own_tokens(text)
    cues: dict[str, list[Found]] = {}
    for cue in find_cues(text, language, sentences, own):
        cues.setdefault(cue.group, []).append(cue)
    view = View(
        place=place, text=text, own=_own_words(text, own), language=language,
        sentences=sentences, cues=cues, questions={},
        words=sum(1 for kind, mine in zip(text.kinds, own, strict=True) if mine and kind == "word"),
        numbers=text.kinds.count("number"),
        links=text.kinds.count("link") + text.kinds.count("mail"),
    )  # fmt: skip
    by_sentence: dict[int, list[Found]] = {}
    for found in cues.values():
        for cue in found:
            by_sentence.setdefault(cue.sentence, []).append(cue)
    for number, (_, last) in enumerate(sentences):
        if text.norms[last] == "?" and own[last]:
            view.questions[number] = _purpose(view, number, by_sentence.get(number, []))
    return view


def _purpose(view: View, number: int, here: list[Found]) -> str:
    """What a question is for, told by the cues of its sentence (`here`)."""
    inside = {cue.group for cue in here if not cue.negated}
    if "rhetorical" in inside:
        return RHETORICAL
    if "pitch" in inside or ("offer" in inside and "request" not in inside):
        return OFFERS
    if "question" not in inside and any(
        cue.group == "request" and cue.weight >= _PLAIN_REQUEST for cue in here
    ):
        return REQUESTS
    if _is_quoted(view.text, view.sentences, number):
        return QUOTED
    return ASKS


def _is_quoted(text: Text, sentences: list[tuple[int, int]], number: int) -> bool:
    """The sentence opens with a quotation mark and the mark closes right behind it."""
    first, last = sentences[number]
    if last + 1 >= len(text) or text.source[text.starts[last + 1]] not in _CLOSING_QUOTES:
        return False
    inside = text.source[text.starts[first] : text.ends[last]]
    return any(sign in inside for sign in _OPENING_QUOTES) and last + 2 < len(text)


def _own_tokens(text: Text) -> list[bool]:
    """Per token: not part of a line that quotes another post ("> ...")."""
    source = text.source
    if ">" not in source:
        return [True] * len(text)
    own = []
    for start in text.starts:
        line = source.rfind("\n", 0, start) + 1
        own.append(source[line : line + 1] != ">")
    return own


def _own_words(text: Text, own: list[bool]) -> Text:
    """The text with quoted lines and links as blanks."""
    foreign = [
        (text.starts[index], text.ends[index])
        for index, mine in enumerate(own)
        if not mine or text.kinds[index] in ("link", "mail")
    ]
    if not foreign:
        return text
    signs = list(text.source)
    for start, end in foreign:
        signs[start:end] = " " * (end - start)
    return Text("".join(signs))

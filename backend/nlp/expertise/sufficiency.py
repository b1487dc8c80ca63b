"""Whether a profile tells enough to say that a field is not there.

Judged by what can be read, not by length: a text in a language without tables says nothing to us.
- Positions: at least one whose title or text names a field, or 25 readable words in them or the
  about text.
- Headline alone: a job title that names a field ("Refrigeration engineer at X") is informative,
  since people put their main work there; a slogan, a bare name or "Consultant" is not.
"""

from __future__ import annotations

from backend.nlp.assets_reading import languages
from backend.nlp.expertise.candidates import Candidate
from backend.nlp.expertise.passages import Passage
from backend.nlp.expertise.plausibility import FOREIGN, Ground

ENOUGH_WORDS = 25
_CLAIMS = FOREIGN - {"others"}


def is_informative(read: list[Passage], found: list[Candidate], ground: Ground) -> bool:
    """See the module's text."""
    if ground.has_field or any(one.role is not None for one in found):
        return True
    if any(one.part in ("headline", "about") and not one.manners & _CLAIMS for one in found):
        return True
    words = sum(
        passage.text.words
        for passage in read
        if passage.part in ("work", "about") and passage.language in languages()
    )
    return words >= ENOUGH_WORDS

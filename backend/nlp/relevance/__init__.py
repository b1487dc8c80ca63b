"""How far an author's own work concerns a discussion: the weight of what they say.

`texts` (what is read), `matches` (fields near the topic), `signals` (numbers), `weights` (what they
weigh), `grading` (the finding).
"""

from backend.nlp.relevance.grading import VERSION, relevance
from backend.nlp.relevance.signals import read_for_meaning
from backend.nlp.relevance.texts import AuthorTexts, Opening, author_texts, opening_of

__all__ = [
    "VERSION",
    "AuthorTexts",
    "Opening",
    "author_texts",
    "opening_of",
    "read_for_meaning",
    "relevance",
]

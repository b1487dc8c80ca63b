"""Reactions: what each post of a discussion does (asks, answers, complains, offers ...), whether it
is for or against the root's claim, which products and companies it names and likes.

A kind's score is logistic in a sum of terms: wording, traits (cues, form, place in the thread), and
in the semantic tier the meaning of the post. The weights are trained (scripts/train reactions).
"""

from backend.nlp.reactions.finding_reactions import find_reactions, reactions_of
from backend.nlp.reactions.mentions import Mention, find_mentions
from backend.nlp.reactions.reading import views_of
from backend.nlp.reactions.stance import find_stances

__all__ = [
    "Mention", "find_mentions", "find_reactions", "find_stances", "reactions_of", "views_of",
]  # fmt: skip

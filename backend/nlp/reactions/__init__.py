"""Reactions: what each post of a discussion does (asks, answers, complains, offers ...).

A score is logistic in a sum of terms: a prior, wording (assets/reactions), and the structure of
the post and its thread. A kind is one file in reactions/kinds.
"""

from backend.nlp.reactions.finding_reactions import find_reactions

__all__ = ["find_reactions"]

"""Skill and knowledge spans of English texts, and the ESCO concepts they stand for.

`tagging.tag` finds the spans in tokenised sentences, `concept_linking.link` their concepts; both
give a score with its arithmetic. Models: assets/models/skill_spans and assets/models/concepts.
"""

from backend.nlp.skills.concept_linking import ConceptMatch, link
from backend.nlp.skills.tagging import Span, tag

__all__ = ["ConceptMatch", "Span", "link", "tag"]

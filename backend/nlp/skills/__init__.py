"""Skill and knowledge spans of English texts, and the ESCO concepts they stand for.

`skills_in` finds the spans of a text, `tag` those of tokenised sentences, `link` the concepts of a
surface; all give scores with their arithmetic. Models: assets/models/skill_spans and
assets/models/concepts.
"""

from backend.nlp.skills.concept_linking import ConceptMatch, link
from backend.nlp.skills.reading import NamedSkill, skills_in
from backend.nlp.skills.tagging import Span, tag

__all__ = ["ConceptMatch", "NamedSkill", "Span", "link", "skills_in", "tag"]

"""Linear text classifiers over hashed word and character n-grams, read as plain arrays.

`TextClassifier.load(path)` reads a model from `.npz`; `probabilities(texts)` answers in numpy;
`contributions(text, label)` gives the arithmetic behind one answer, a term a word, which sums to
the logit. Models are fitted by `scripts/training`.
"""

from backend.nlp.text_classifier.classifier import Meaning, TextClassifier
from backend.nlp.text_classifier.contributions import Contribution
from backend.nlp.text_classifier.features import Block, Features, Vocabulary

__all__ = ["Block", "Contribution", "Features", "Meaning", "TextClassifier", "Vocabulary"]

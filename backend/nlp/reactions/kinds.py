"""The kinds of reactions there are, in the order of the model."""

KINDS: dict[str, str] = {
    "question": "Question",
    "request_help": "Request for help",
    "complaint": "Complaint",
    "praise": "Praise",
    "wish": "Wish",
    "buying_intent": "Buying intent",
    "answer": "Answer",
    "agreement": "Agreement",
    "disagreement": "Disagreement",
    "promotion": "Promotion",
    "small_talk": "Small talk",
}
"""Kind → its name for people."""

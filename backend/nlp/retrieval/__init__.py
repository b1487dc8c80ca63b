"""Ranks people by what they wrote: who can answer a question, who is an expert on a text.

`bm25` compares texts, `evidence` turns what matched into a score with quotes and arithmetic,
`answers` and `documents` are the two searches.
"""

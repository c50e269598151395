"""The search language: how a text falls into words, and what people can type to look things up.

Pure: both databases find the same things because the words and the query are made here, and not by either of them.
"""

from bot.domain.search.query import Filters, SearchQuery, Term
from bot.domain.search.reader import MAX_TERMS, parse_query
from bot.domain.search.words import Words, stem, words

__all__ = [
    "MAX_TERMS",
    "Filters",
    "SearchQuery",
    "Term",
    "Words",
    "parse_query",
    "stem",
    "words",
]

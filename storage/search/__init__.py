"""Full-text search over entries: FTS5 on SQLite, tsvector on PostgreSQL.

`index` asks; `expression` is what is asked; `fts5` and `tsvector` write it out for their database; `document` and
`marks` are what the index holds; `vocabulary` knows the words on file.
"""

from storage.search.index import CAP, Found, SearchIndex

__all__ = ["CAP", "Found", "SearchIndex"]

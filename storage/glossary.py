"""The dossier's vocabulary: acronyms, units within units, synonyms."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.domain.dossiers import Term
from bot.domain.ids import alias_key
from storage.schema import glossary
from storage.upsert import upsert


class Glossary:
    """Queries on the glossary."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[Term, ...]:
        """The terms of every dossier, by name."""
        rows = self._connection.execute(select(glossary).order_by(glossary.c.key, glossary.c.dossier_id))
        return tuple(Term(row.term, row.means, row.within, tuple(row.synonyms)) for row in rows)

    def put(self, dossier_id: int, term: Term) -> None:
        """Add a term, or change the one of that name."""
        upsert(
            self._connection,
            glossary,
            key={"dossier_id": dossier_id, "key": alias_key(term.term)},
            values={
                "term": term.term,
                "means": term.means,
                "within": term.within,
                "synonyms": list(term.synonyms),
            },
        )

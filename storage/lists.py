"""Many values as one parameter.

Putting hundreds of parameters into a statement costs more than the answer, so where a statement is asked often, a list
of keys goes to SQLite as JSON and to PostgreSQL as an array.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import TextClause, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Column, Connection

AMONG: Final = {"sqlite": "IN (SELECT value FROM json_each(:{}))", "postgresql": "= ANY(:{})"}
"""For each dialect how a condition goes on after a column; `.format(name)` names the parameter."""


def as_list(connection: Connection, values: Iterable[Any]) -> Any:
    """The values, numbers or texts, as the parameter of such a condition."""
    return json.dumps(list(values)) if connection.dialect.name == "sqlite" else list(values)


def among(dialect: str, column: Column[Any], name: str) -> TextClause:
    """The condition that the column's value is in the list that parameter `name` gives."""
    return text(f"{column.table.name}.{column.name} {AMONG[dialect].format(name)}")


def by_dialect(make: Callable[[str], Any]) -> dict[str, Any]:
    """A statement for each dialect, made by its name."""
    return {dialect: make(dialect) for dialect in AMONG}

"""Many values as one parameter.

Putting hundreds of parameters into a statement costs more than the answer, so where a statement is asked often, a list
of keys goes to SQLite as JSON and to PostgreSQL as an array.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

AMONG: Final = {"sqlite": "IN (SELECT value FROM json_each(:{}))", "postgresql": "= ANY(:{})"}
"""For each dialect how a condition goes on after a column; `.format(name)` names the parameter."""


def as_list(connection: Connection, values: Iterable[int]) -> Any:
    """The values as the parameter of such a condition."""
    return json.dumps(list(values)) if connection.dialect.name == "sqlite" else list(values)

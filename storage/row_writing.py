"""Inserting and changing rows: a few in the ordinary way, many in the fastest way that the database's driver has.

SQLAlchemy turns each row into parameters on its own. For thousands of rows that costs more than the database does, so
they are turned column by column here, and PostgreSQL gets them as one COPY, or as one JSON document.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import JSON

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Column, Connection, Table

MANY: Final = 50

Row = dict[str, Any]


def write_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns. Raises what SQLAlchemy raises when the database refuses one."""
    if len(rows) >= MANY:
        write_many(connection, table, rows)
    elif rows:
        connection.execute(table.insert(), rows)


def update_rows(connection: Connection, table: Table, rows: Sequence[Row], *, key: str = "id") -> None:
    """Change rows of `table`, each found by its `key` column. All rows have the same columns, the key among them."""
    if not rows:
        return
    columns = [*(table.c[name] for name in rows[0] if name != key), table.c[key]]
    if connection.dialect.name == "postgresql":
        given = ", ".join(f"{column.name} {column.type.compile(connection.dialect)}" for column in columns)
        sets = ", ".join(f"{column.name} = given.{column.name}" for column in columns[:-1])
        update = (
            f"UPDATE {table.name} SET {sets} FROM json_to_recordset(%s) AS given ({given})"  # noqa: S608 - our own names
            f" WHERE {table.name}.{key} = given.{key}"
        )
        connection.exec_driver_sql(update, (json.dumps(rows, default=_moment),))
    else:
        sets = ", ".join(f"{column.name} = ?" for column in columns[:-1])
        values = [_stored(connection, column, [row[column.name] for row in rows]) for column in columns]
        update = f"UPDATE {table.name} SET {sets} WHERE {key} = ?"  # noqa: S608 - names are our own
        connection.exec_driver_sql(update, list(zip(*values, strict=True)))


def _moment(value: object) -> str:
    """A moment in JSON, which has none of its own."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("a moment without a zone cannot be stored")
    return value.isoformat()


def write_many(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows as `write_rows` does where there are many of them."""
    columns = [table.c[name] for name in rows[0]]
    names = ", ".join(connection.dialect.identifier_preparer.format_column(column) for column in columns)
    values = [_stored(connection, column, [row[column.name] for row in rows]) for column in columns]
    tuples = zip(*values, strict=True)
    if connection.dialect.name == "postgresql":
        _copy(connection, f"COPY {table.name} ({names}) FROM STDIN", tuples)
    else:
        marks = ", ".join("?" for _ in columns)
        insert = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - names are our own
        connection.exec_driver_sql(insert, list(tuples))


def _stored(connection: Connection, column: Column[Any], values: list[Any]) -> list[Any]:
    """The values as the driver takes them. Equal ones, as dates often are, are turned once."""
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if process is None:
        return values
    if isinstance(column.type, JSON):
        return [process(value) for value in values]
    turned = {value: process(value) for value in set(values)}
    return [turned[value] for value in values]


def _copy(connection: Connection, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY goes through the driver, past SQLAlchemy, so its errors are made SQLAlchemy's here."""
    dbapi: Any = connection.dialect.dbapi
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except dbapi.Error as error:
        raise DBAPIError.instance(
            statement, None, error, dbapi.Error, hide_parameters=True, dialect=connection.dialect
        ) from error

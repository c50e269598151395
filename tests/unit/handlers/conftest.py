"""A desk on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.handlers.desk import Desk

if TYPE_CHECKING:
    from storage.engine import Store


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)

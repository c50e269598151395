"""An empty dossier on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.storage.shelf import Shelf

if TYPE_CHECKING:
    from storage.engine import Store


@pytest.fixture
def shelf(store: Store) -> Shelf:
    return Shelf.in_store(store)

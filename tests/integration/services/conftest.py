"""Services on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.services.people import Desk

if TYPE_CHECKING:
    from storage.engine import Store


@pytest.fixture
def desk(store: Store) -> Desk:
    """Services over an empty dossier."""
    return Desk.over(store)

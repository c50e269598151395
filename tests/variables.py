"""The environment variables that the program reads, found by watching it read."""

from __future__ import annotations

from bot.settings import Settings


class _Watched(dict[str, str]):
    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(key)
        return default


def variables() -> frozenset[str]:
    """Every variable that `Settings.read` looks for."""
    environment = _Watched()
    Settings.read(environment)
    return frozenset(environment.asked)

"""Measured values and how they are told: percentiles, not means, because people wait for the slow ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Figures:
    """Values of one kind, in one unit."""

    values: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The value that `share` per cent of the values do not exceed (nearest rank)."""
        ranked = sorted(self.values)
        rank = max(1, -(-len(ranked) * share // 100))
        return ranked[int(rank) - 1]


def table(rows: Mapping[str, Figures]) -> str:
    """The rows as a Markdown table with median, tail and worst value."""
    head = ["", *(f"p{share}" for share in COLUMNS), "max"]
    lines = [head, ["---", *("---:" for _ in head[1:])]]
    for name, figures in rows.items():
        shown = [*(figures.percentile(share) for share in COLUMNS), max(figures.values)]
        lines.append([name, *(f"{value:.1f}" for value in shown)])
    return markdown(lines)


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells as a Markdown table; the first two are its head and its alignment."""
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

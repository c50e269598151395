"""Finding elements in blocks the way a person does, by what is written on them, or by their ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspace.views import elements_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workspace.wire import Json

BUTTONS = frozenset({"button", "icon_button", "workflow_button"})


@dataclass(frozen=True)
class Found:
    """An element and the block it is in."""

    block: Json
    element: Json

    @property
    def place(self) -> tuple[str, str]:
        """Return block id and action id, by which state is kept."""
        return self.block["block_id"], self.element["action_id"]


class NotThereError(LookupError):
    """There is no such element on the screen, or several; lists what there is."""


def labels_of(found: Found) -> list[str]:
    """Return everything by which a person may call an element: its text, label, placeholder, ids."""
    element, block = found.element, found.block
    texts = [element.get("text"), block.get("label"), element.get("placeholder")]
    if block["type"] == "section":
        texts.append(block.get("text"))
    written = [text["text"] for text in texts if text]
    return [*written, element["action_id"], block["block_id"]]


def find(
    blocks: list[Json],
    name: str | None,
    kinds: Callable[[str], bool],
    *,
    action_id: str | None = None,
    value: str | None = None,
) -> Found:
    """Return the one element of these kinds that is called `name`.

    `action_id` and `value` (of a button) narrow it down. Raises `NotThereError` when none or several fit.
    """
    present = [one for one in _all(blocks) if kinds(one.element["type"])]
    fitting = [one for one in present if _fits(one, name, action_id, value)]
    if len(fitting) == 1:
        return fitting[0]
    if name is not None:
        exact = [one for one in fitting if name in labels_of(one)[:1]]
        if len(exact) == 1:
            return exact[0]
    there = ", ".join(f"{labels_of(one)[0]!r} ({one.element['action_id']})" for one in present)
    wanted = name or action_id or "the only one"
    raise NotThereError(f"{len(fitting)} elements are called {wanted!r}; there are: {there or 'none'}")


def _all(blocks: list[Json]) -> Iterator[Found]:
    for block, element in elements_of(blocks):
        yield Found(block, element)


def _fits(found: Found, name: str | None, action_id: str | None, value: str | None) -> bool:
    return (
        (name is None or name in labels_of(found))
        and (action_id is None or found.element["action_id"] == action_id)
        and (value is None or found.element.get("value") == value)
    )


def option_called(options: list[Json], name: str) -> Json:
    """Return the option with this text or value."""
    for option in options:
        if name in (option["text"]["text"], option["value"]):
            return option
    there = ", ".join(option["text"]["text"] for option in options)
    raise NotThereError(f"no option is called {name!r}; there are: {there or 'none'}")


def find_overflow(blocks: list[Json], option: str, action_id: str | None = None) -> tuple[Found, Json]:
    """Return the one overflow menu that offers an option, and the option."""
    fitting = [
        (found, one)
        for found in _all(blocks)
        if found.element["type"] == "overflow" and action_id in (None, found.element["action_id"])
        for one in found.element["options"]
        if option in (one["text"]["text"], one["value"])
    ]
    if len(fitting) != 1:
        raise NotThereError(f"{len(fitting)} overflow menus offer {option!r}")
    return fitting[0]


def action_on(found: Found, ts: str) -> Json:
    """Return how `actions` of a payload names the element that was used, and when."""
    block_id, action_id = found.place
    return {"type": found.element["type"], "action_id": action_id, "block_id": block_id, "action_ts": ts}

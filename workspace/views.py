"""The modals that people have open, stacked up to three, and their Home tabs."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workspace.element_state import STATE_FIELDS, initial_state
from workspace.messages import with_ids
from workspace.model import StoredView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspace.directory import Directory
    from workspace.model import Installation
    from workspace.wire import Json

STACK_LIMIT = 3


class ViewStore:
    """Keeps views by id, each person's stack of open modals, and their Home tabs."""

    def __init__(self, directory: Directory) -> None:
        """Take new ids from `directory`."""
        self._directory = directory
        self.views: dict[str, StoredView] = {}
        self.stacks: dict[str, list[StoredView]] = {}
        self.homes: dict[tuple[str, str], StoredView] = {}

    def open(self, bot: Installation, team_id: str, user_id: str, payload: Json) -> StoredView:
        """Show a modal to a person, in place of whatever they had open."""
        for view in self.stacks.get(user_id, []):
            view.is_open = False
        view = self._new(bot, team_id, user_id, payload)
        self.stacks[user_id] = [view]
        return view

    def push(self, below: StoredView, payload: Json) -> StoredView | None:
        """Show a modal on top of another; None when the stack is full."""
        stack = self.stacks[below.user_id]
        if len(stack) >= STACK_LIMIT:
            return None
        view = replace(
            self._new(below.bot, below.team_id, below.user_id, payload), root_id=below.root_id, previous_id=below.id
        )
        self.views[view.id] = view
        stack.append(view)
        return view

    def update(self, view: StoredView, payload: Json) -> None:
        """Replace a view's contents; what was typed stays where block id, action id and type are the same."""
        view.payload = _with_block_ids(payload)
        view.hash = _new_hash()
        view.errors = {}
        kept = view.values
        view.values = {
            place: kept[place] if kept.get(place, {}).get("type") == state["type"] else state
            for place, state in starting_values(view.payload).items()
        }

    def publish(self, bot: Installation, user_id: str, payload: Json) -> StoredView:
        """Show a Home tab to a person."""
        shown = self.homes.get((bot.team_id, user_id))
        if shown is None:
            shown = self.homes[bot.team_id, user_id] = self._new(bot, bot.team_id, user_id, payload)
        else:
            self.update(shown, payload)
        return shown

    def close(self, view: StoredView) -> None:
        """Take a modal off its stack, and everything above it."""
        stack = self.stacks.get(view.user_id, [])
        if view in stack:
            at = stack.index(view)
            for closed in stack[at:]:
                closed.is_open = False
            del stack[at:]

    def clear(self, user_id: str) -> None:
        """Take all of a person's modals off the screen."""
        for view in self.stacks.pop(user_id, []):
            view.is_open = False

    def top(self, user_id: str) -> StoredView | None:
        """Return the modal that a person looks at."""
        stack = self.stacks.get(user_id)
        return stack[-1] if stack else None

    def with_external_id(self, team_id: str, external_id: str) -> StoredView | None:
        """Return the open view to which the app gave this id."""
        return next(
            (
                view
                for view in self.views.values()
                if view.is_open and view.team_id == team_id and view.payload.get("external_id") == external_id
            ),
            None,
        )

    def _new(self, bot: Installation, team_id: str, user_id: str, payload: Json) -> StoredView:
        key = self._directory.new_id("V")
        contents = _with_block_ids(payload)
        view = StoredView(
            key, bot, team_id, user_id, contents, _new_hash(), root_id=key, values=starting_values(contents)
        )
        self.views[key] = view
        return view


def _new_hash() -> str:
    return f"{secrets.randbelow(10**10):010}.{secrets.token_hex(4)}"


def _with_block_ids(payload: Json) -> Json:
    return {**payload, "blocks": with_ids(payload["blocks"])}


def elements_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield each interactive element of blocks with its block."""
    for block in blocks:
        parts: list[Any] = [block.get("element"), block.get("accessory")]
        if block.get("type") in {"actions", "context_actions"}:
            parts += block["elements"]
        yield from ((block, part) for part in parts if isinstance(part, dict) and part["type"] != "image")


def starting_values(payload: Json) -> dict[tuple[str, str], Json]:
    """Return the state of a view's elements before anyone has touched them."""
    return {
        (block["block_id"], element["action_id"]): initial_state(element)
        for block, element in elements_of(payload["blocks"])
        if element["type"] in STATE_FIELDS
    }


def state_of(values: dict[tuple[str, str], Json]) -> Json:
    """Return state as payloads carry it: `{"values": {block id: {action id: …}}}`."""
    nested: Json = {}
    for (block_id, action_id), state in values.items():
        nested.setdefault(block_id, {})[action_id] = state
    return {"values": nested}


def view_on_the_wire(view: StoredView, app_id: str) -> Json:
    """Return a view as `views.open` answers and payloads carry it."""
    return {
        "id": view.id,
        "team_id": view.team_id,
        "type": view.payload["type"],
        "blocks": view.payload["blocks"],
        "private_metadata": view.payload.get("private_metadata", ""),
        "callback_id": view.payload.get("callback_id", ""),
        "state": state_of(view.values),
        "hash": view.hash,
        "title": view.payload.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": view.payload.get("clear_on_close", False),
        "notify_on_close": view.payload.get("notify_on_close", False),
        "close": view.payload.get("close"),
        "submit": view.payload.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app_id,
        "external_id": view.payload.get("external_id", ""),
        "app_installed_team_id": view.bot.team_id,
        "bot_id": view.bot.bot_id,
    }

"""What people's doings set off: a payload to the app, and what Slack does with the acknowledgement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workspace import payloads
from workspace.block_kit import option_problems, view_problems
from workspace.composing import UnacceptableError
from workspace.filling import client_error
from workspace.finding import Found
from workspace.observed import Outcome, View
from workspace.responses import respond
from workspace.tickets import ResponseTicket
from workspace.transports import Envelope, NotAckedError
from workspace.views import elements_of, state_of

if TYPE_CHECKING:
    from workspace.delivery import Courier
    from workspace.model import Channel, Post, StoredView
    from workspace.payloads import Actor
    from workspace.transports import Ack
    from workspace.wire import Json
    from workspace.world import World

SHOWN_ERRORS = {
    "timeout": "operation_timeout",
    "no_connection": "dispatch_failed",
    "refused": "dispatch_failed",
}
"""What a person reads behind `/records failed with the error` when the app does not take a command."""

TROUBLE = "We had some trouble connecting. Try again?"
"""What a modal shows when the app's answer to it is late, absent or wrong."""


class Interactions:
    """Sends what people do and applies what the app answers at once."""

    def __init__(self, world: World, courier: Courier) -> None:
        """Act on `world` through `courier`."""
        self._world = world
        self._courier = courier
        self._touched: dict[tuple[str, int], dict[tuple[str, str], Json]] = {}

    async def command(self, actor: Actor, channel: Channel, command: str, text: str) -> str:
        """Send a slash command; return the name by which its consequences are known."""
        ticket = self._ticket(actor, channel.id, "commands")
        payload = payloads.slash_command(actor, channel, command, text, self._trigger(actor), self._address(ticket))
        try:
            ack = await self._courier.hand_over(Envelope("slash_commands", payload, wants_body=True))
        except NotAckedError as not_acked:
            self._show_error(actor, SHOWN_ERRORS[not_acked.reason], ticket.cause)
            return ticket.cause
        if ack.body is not None:
            self._answer_at_once(actor, ticket, ack.body)
        return ticket.cause

    def _answer_at_once(self, actor: Actor, ticket: ResponseTicket, body: Json) -> None:
        """Show the message that a command was acknowledged with."""
        self._world.journal.record_sent("ack", body)
        try:
            respond(self._world, ticket, body)
        except UnacceptableError as unacceptable:
            problems = "; ".join(map(str, unacceptable.problems))
            self._world.journal.complain(f"ack refused: {unacceptable.error} {problems}".strip())
            self._show_error(actor, "dispatch_failed", ticket.cause)

    async def use_in_message(self, actor: Actor, post: Post, found: Found, action: Json) -> str:
        """Send that an element of a message was used."""
        ticket = self._ticket(actor, post.channel_id, "actions", post)
        touched = self._touched.setdefault((actor.user.id, id(post)), {})
        if "state" in action:
            touched[found.place] = action.pop("state")
        payload = payloads.message_actions(
            actor, post, [action], state_of(touched), self._trigger(actor), self._address(ticket)
        )
        await self._send_plain(actor, payload, ticket.cause)
        return ticket.cause

    async def use_in_view(self, actor: Actor, view: StoredView, found: Found, action: Json) -> str:
        """Send that an element of a modal or Home tab was used."""
        if "state" in action:
            view.values[found.place] = action.pop("state")
        payload = payloads.view_actions(actor, view, [action], self._trigger(actor, view.id))
        cause = self._world.tickets.new_key()
        await self._send_plain(actor, payload, cause)
        return cause

    async def message_shortcut(self, actor: Actor, post: Post, callback_id: str) -> str:
        """Send that a shortcut was chosen from a message's menu."""
        ticket = self._ticket(actor, post.channel_id, "actions")
        payload = payloads.message_shortcut(actor, post, callback_id, self._trigger(actor), self._address(ticket))
        await self._send_plain(actor, payload, ticket.cause)
        return ticket.cause

    async def global_shortcut(self, actor: Actor, callback_id: str) -> str:
        """Send that a shortcut was chosen from the composer."""
        cause = self._world.tickets.new_key()
        payload = payloads.global_shortcut(actor, callback_id, self._trigger(actor))
        await self._send_plain(actor, payload, cause)
        return cause

    async def suggest(self, actor: Actor, source: Post | StoredView, found: Found, query: str) -> list[Json]:
        """Return the options that the app suggests for what was typed in an external menu."""
        payload = payloads.block_suggestion(actor, source, found.block, found.element, query)
        try:
            ack = await self._courier.hand_over(Envelope("interactive", payload, wants_body=True))
        except NotAckedError as not_acked:
            self._show_error(actor, SHOWN_ERRORS[not_acked.reason], "")
            return []
        answer = ack.body or {}
        self._world.journal.record_sent("options", answer)
        problems = option_problems(answer)
        if problems:
            self._world.journal.complain(f"options refused: {'; '.join(map(str, problems))}")
            return []
        grouped = [option for group in answer.get("option_groups") or [] for option in group["options"]]
        return [*(answer.get("options") or []), *grouped]

    async def submit(self, actor: Actor, view: StoredView) -> Outcome:
        """Submit a modal, unless Slack's own client finds fault with it."""
        view.errors = _client_errors(view)
        if view.errors:
            return Outcome(closed=False, errors=dict(view.errors))
        payload = payloads.view_submission(actor, view, self._trigger(actor, view.id))
        try:
            ack = await self._courier.hand_over(Envelope("interactive", payload, wants_body=True))
        except NotAckedError as not_acked:
            self._show_error(actor, SHOWN_ERRORS[not_acked.reason], "")
            return Outcome(closed=False, errors={}, error=TROUBLE)
        outcome = self._apply(view, ack)
        if outcome.error:
            self._show_error(actor, outcome.error, "")
        return outcome

    async def close(self, actor: Actor, view: StoredView, *, clear: bool) -> None:
        """Close a modal, or the whole stack, and tell the app if it asked for it."""
        closing = [view] if not clear else list(reversed(self._world.views.stacks.get(actor.user.id, [])))
        for one in closing:
            self._world.views.close(one)
            self._world.journal.happened("view_closed", view=one, user_id=actor.user.id)
        cleared = clear or bool(view.payload.get("clear_on_close"))
        if cleared:
            self._world.views.clear(actor.user.id)
        for one in closing:
            if one.payload.get("notify_on_close"):
                payload = payloads.view_closed(actor, one, is_cleared=cleared)
                await self._send_plain(actor, payload, "")

    def _apply(self, view: StoredView, ack: Ack) -> Outcome:
        """Do what the acknowledgement of a submission asks: nothing, errors, update, push or clear."""
        body = ack.body or {}
        action = body.get("response_action")
        if not body:
            self._world.views.close(view)
            self._world.journal.happened("view_closed", view=view, user_id=view.user_id)
            return Outcome(closed=True, errors={})
        self._world.journal.record_sent("response_action", body)
        if action == "errors":
            return self._show_errors(view, body.get("errors"))
        if action == "clear":
            self._world.views.clear(view.user_id)
            self._world.journal.happened("view_closed", view=view, user_id=view.user_id)
            return Outcome(closed=True, errors={})
        if action in {"update", "push"}:
            return self._show_next(view, action, body.get("view"))
        return self._trouble(f"unknown response_action {action!r}")

    def _show_errors(self, view: StoredView, errors: Any) -> Outcome:
        inputs = {block["block_id"] for block in view.payload["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
            return self._trouble("errors that do not name input blocks of the view")
        if not all(isinstance(text, str) and text for text in errors.values()):
            return self._trouble("errors that are no sentences")
        view.errors = dict(errors)
        self._world.journal.happened("view_updated", view=view, user_id=view.user_id)
        return Outcome(closed=False, errors=dict(errors))

    def _show_next(self, view: StoredView, action: str, following: Any) -> Outcome:
        problems = view_problems(following)
        if problems or following["type"] != "modal":
            return self._trouble(f"{action} with an invalid view: {'; '.join(map(str, problems))}")
        if action == "update":
            self._world.views.update(view, following)
            self._world.journal.happened("view_updated", view=view, user_id=view.user_id)
            return Outcome(closed=False, errors={}, view=View(self._world, view))
        pushed = self._world.views.push(view, following)
        if pushed is None:
            return self._trouble("push onto a full stack")
        self._world.journal.happened("view_opened", view=pushed, user_id=view.user_id)
        return Outcome(closed=False, errors={}, view=View(self._world, pushed))

    def _trouble(self, problem: str) -> Outcome:
        self._world.journal.complain(f"answered a submission with {problem}")
        return Outcome(closed=False, errors={}, error=TROUBLE)

    async def _send_plain(self, actor: Actor, payload: Json, cause: str) -> None:
        """Send an interaction of which Slack reads no answer but that it was taken."""
        try:
            await self._courier.hand_over(Envelope("interactive", payload))
        except NotAckedError as not_acked:
            self._show_error(actor, SHOWN_ERRORS[not_acked.reason], cause)

    def _show_error(self, actor: Actor, error: str, cause: str) -> None:
        self._world.journal.happened("error", user_id=actor.user.id, error=error, cause=cause or None)

    def _trigger(self, actor: Actor, view_id: str | None = None) -> str:
        return self._world.tickets.trigger(actor.user.team_id, actor.user.id, view_id).id

    def _ticket(self, actor: Actor, channel_id: str, kind: Any, original: Post | None = None) -> ResponseTicket:
        key = self._world.tickets.new_key()
        return self._world.tickets.response(
            ResponseTicket(
                id=key,
                kind=kind,
                team_id=actor.bot.team_id,
                channel_id=channel_id,
                user_id=actor.user.id,
                issued=self._world.clock(),
                cause=key,
                original=original,
                thread_ts=original.thread_ts if original else None,
            )
        )

    def _address(self, ticket: ResponseTicket) -> str:
        return f"{self._world.base_url}/{ticket.kind}/{ticket.team_id}/{ticket.id}"


def _client_errors(view: StoredView) -> dict[str, str]:
    """Return what Slack's client finds wrong with the inputs of a form, by block id."""
    errors = {}
    for block, element in elements_of(view.payload["blocks"]):
        if block["type"] == "input":
            found = Found(block, element)
            error = client_error(found, view.values[found.place])
            if error:
                errors[block["block_id"]] = error
    return errors

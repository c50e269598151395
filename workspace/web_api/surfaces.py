"""`views.*`, and the small methods around assistant threads.

https://docs.slack.dev/reference/methods?family=views
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workspace.block_kit import Problem, view_is_too_large, view_problems
from workspace.views import view_on_the_wire
from workspace.web_api.call import ApiError, Call, Method, refuse_invalid

if TYPE_CHECKING:
    from workspace.model import StoredView
    from workspace.tickets import Trigger
    from workspace.wire import Json


def open_view(call: Call) -> Json:
    """`views.open`: a modal, for whoever holds the trigger."""
    view = _checked(call, "modal")
    trigger = _exchanged(call)
    stored = call.world.views.open(call.bot, trigger.team_id, trigger.user_id, view)
    call.world.journal.happened("view_opened", view=stored, user_id=stored.user_id)
    return {"view": _told(call, stored)}


def push_view(call: Call) -> Json:
    """`views.push`: a modal on top of the one that the trigger came from; three at most."""
    view = _checked(call, "modal")
    trigger = _exchanged(call)
    below = call.world.views.top(trigger.user_id)
    if trigger.view_id is None or below is None:
        raise ApiError("not_found")
    stored = call.world.views.push(below, view)
    if stored is None:
        raise ApiError("push_limit_reached")
    call.world.journal.happened("view_opened", view=stored, user_id=stored.user_id)
    return {"view": _told(call, stored)}


def update_view(call: Call) -> Json:
    """`views.update`: by view id or external id, guarded by `hash` if it is given."""
    stored = _view_meant(call)
    view = _checked(call, stored.payload["type"], unless=stored)
    if call.text("hash") and call.text("hash") != stored.hash:
        raise ApiError("hash_conflict")
    call.world.views.update(stored, view)
    call.world.journal.happened("view_updated", view=stored, user_id=stored.user_id)
    return {"view": _told(call, stored)}


def publish_view(call: Call) -> Json:
    """`views.publish`: a person's Home tab."""
    if not call.world.app.home_tab:
        raise ApiError("not_enabled")
    user = call.user("user_id")
    view = _checked(call, "home")
    shown = call.world.views.homes.get((call.bot.team_id, user.id))
    if call.text("hash") and shown is not None and call.text("hash") != shown.hash:
        raise ApiError("hash_conflict")
    stored = call.world.views.publish(call.bot, user.id, view)
    call.world.journal.happened("home", view=stored, user_id=user.id)
    return {"view": _told(call, stored)}


def _told(call: Call, stored: StoredView) -> Json:
    return view_on_the_wire(stored, call.world.app.app_id)


def _view_meant(call: Call) -> StoredView:
    store, key, external = call.world.views, call.text("view_id"), call.text("external_id")
    if not key and not external:
        raise ApiError("invalid_arguments")
    stored = store.views.get(key) if key else store.with_external_id(call.bot.team_id, external)
    if stored is None or not stored.is_open:
        raise ApiError("not_found")
    return stored


def _checked(call: Call, kind: str, unless: StoredView | None = None) -> Json:
    """Return the view sent, if nothing is wrong with it and its external id is free."""
    view: Any = call.structure("view", "invalid_arguments")
    if view is None:
        refuse_invalid("invalid_arguments", [Problem("missing required field: view", "")])
    if view_is_too_large(view):
        raise ApiError("view_too_large")
    problems = view_problems(view)
    if not problems and view["type"] != kind:
        problems = [Problem(f"unsupported type: {view['type']}", "/view/type")]
    refuse_invalid("invalid_arguments", problems)
    if view.get("external_id"):
        holder = call.world.views.with_external_id(call.bot.team_id, view["external_id"])
        if holder is not None and holder is not unless:
            raise ApiError("duplicate_external_id")
    checked: Json = view
    return checked


def _exchanged(call: Call) -> Trigger:
    key = call.text("trigger_id") or call.text("interactivity_pointer")
    if not key:
        refuse_invalid("invalid_arguments", [Problem("missing required field: trigger_id", "")])
    trigger = call.world.tickets.exchange(key)
    if isinstance(trigger, str):
        raise ApiError(trigger)
    return trigger


def note_thread_hint(call: Call) -> Json:
    """`assistant.threads.*`: a hint shown in a thread; nothing is kept of it."""
    call.channel("channel_id")
    call.required("thread_ts", "invalid_thread_ts")
    return {}


METHODS = {
    "views.open": Method(open_view, tier=4, reads_json=True),
    "views.push": Method(push_view, tier=4, reads_json=True),
    "views.update": Method(update_view, tier=4, reads_json=True),
    "views.publish": Method(publish_view, tier=4, reads_json=True),
    "assistant.threads.setStatus": Method(note_thread_hint, ("assistant:write", "chat:write"), reads_json=True),
    "assistant.threads.setSuggestedPrompts": Method(
        note_thread_hint, ("assistant:write", "chat:write"), reads_json=True
    ),
}

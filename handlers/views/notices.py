"""What each kind of notice looks like in Slack."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.press.notice import NoticeKind
from handlers.views.press_card import press_card
from handlers.views.press_notices import feed_notice, first_fetch, flood, note

if TYPE_CHECKING:
    from bot.services.notices import Telling
    from handlers.views.blocks import Message


def rendered(telling: Telling) -> Message | None:
    """The message of a notice; None where what it is about is gone, so that there is nothing to say."""
    if telling.kind in (NoticeKind.PRESS_CARD, NoticeKind.CARD_UPDATE):
        return press_card(telling.item) if telling.item is not None else None
    if telling.kind is NoticeKind.PRESS_NOTE:
        return note(telling.note) if telling.note is not None else None
    return _of_feed(telling)


def _of_feed(telling: Telling) -> Message | None:
    feed, facts = telling.feed, telling.claimed.notice.facts
    if feed is None:
        return None
    if telling.kind is NoticeKind.FIRST_FETCH:
        return first_fetch(feed, _count(facts.get("items")), _count(facts.get("logged")))
    if telling.kind is NoticeKind.FLOOD:
        entries = facts.get("entries")
        return flood(feed, len(entries) if isinstance(entries, list) else 0)
    since = str(facts.get("since") or "")
    return feed_notice(
        telling.kind,
        feed,
        since=datetime.fromisoformat(since) if since else None,
        reason=str(facts.get("reason") or ""),
        moved_from=str(facts.get("from") or ""),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0

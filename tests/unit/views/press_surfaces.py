"""Every surface of the press log in its full, its empty and its overfull state, by the name of its golden file."""

from __future__ import annotations

from typing import Any

from bot.domain.kinds import RECORD
from bot.domain.press.notice import NoticeKind
from bot.services.cards import Card
from handlers.language import Command
from handlers.views import card as cards
from handlers.views import press_board, press_done, press_forms, press_log, press_notices
from handlers.views.press_card import press_card
from tests.unit.views import press_samples as given
from tests.unit.views.samples import HOSTILE

AGAIN = Command("press", "clearview")
LATEST = Command("press")


def press_surfaces() -> dict[str, dict[str, Any]]:
    """The surfaces by the names of their golden files."""
    return {**_cards(), **_lists(), **_told(), **_forms(), **_done()}


def _cards() -> dict[str, dict[str, Any]]:
    def whole(item: Any, *, may_edit: bool = True, page: int = 0) -> dict[str, Any]:
        return cards.card(Card(item.entry, may_edit, press=item), private=True, page=page)

    return {
        "press_card": press_card(given.NEW),
        "press_card_plain": press_card(given.PLAIN),
        "press_card_reviewed": press_card(given.REVIEWED),
        "press_card_dismissed": press_card(given.DISMISSED),
        "press_card_gone": press_card(given.GONE),
        "press_card_overfull": press_card(given.OVERFULL),
        "press_item": whole(given.NEW),
        "press_item_of_a_reader": whole(given.REVIEWED, may_edit=False),
        "press_item_from_file": whole(given.FROM_FILE),
        "press_item_overfull": whole(given.OVERFULL),
        "press_item_overfull_last": whole(given.OVERFULL, page=99),
    }


def _lists() -> dict[str, dict[str, Any]]:
    page = given.press_page
    searched: dict[str, Any] = {"query": "clearview", "unfiltered": "clearview"}
    nearest = (("clearview", 3), ("outlet:Vox", 12))
    return {
        "press_log": press_log.press_log(page(total=34), LATEST, private=True),
        "press_log_found": press_log.press_log(page(**searched, elsewhere=((RECORD, 3),)), AGAIN, private=True),
        "press_log_of_a_status": press_log.press_log(
            page(given.LINES[1:], query="clearview status:new", unfiltered="clearview", status="new"),
            Command("press", "clearview status:new"),
            private=False,
        ),
        "press_log_nothing": press_log.press_log(page((), counts=(), may_edit=False), LATEST, private=True),
        "press_log_nothing_for_editors": press_log.press_log(page((), counts=()), LATEST, private=True),
        "press_log_none": press_log.press_log(page((), **searched, nearest=nearest, counts=()), AGAIN, private=True),
        "press_log_none_of_a_status": press_log.press_log(
            page((), query="clearview status:dismissed", unfiltered="clearview", status="dismissed"),
            Command("press", "clearview status:dismissed"),
            private=True,
        ),
        "press_log_none_but_elsewhere": press_log.press_log(
            page((), **searched, elsewhere=((RECORD, 3),), counts=()), AGAIN, private=True
        ),
        "press_log_past_the_end": press_log.press_log(page((), total=34, page=9), LATEST.on_page(9), private=True),
        "press_log_overfull": press_log.press_log(given.OVERFULL_PAGE, AGAIN.on_page(3), private=True),
        "press_board": press_board.board(given.BOARD, private=True),
        "press_board_empty": press_board.board(given.EMPTY_BOARD, private=False),
        "press_board_overfull": press_board.board(given.OVERFULL_BOARD, private=True),
    }


def _told() -> dict[str, dict[str, Any]]:
    feed, hostile = given.VOX, given.HOSTILE_FEED
    return {
        "press_first_fetch": press_notices.first_fetch(feed, 30, 4),
        "press_first_fetch_none": press_notices.first_fetch(feed, 1, 0),
        "press_flood": press_notices.flood(feed, 34),
        "press_flood_hostile": press_notices.flood(hostile, 2_000),
        "press_note": press_notices.note(given.REVIEWED.notes[0]),
        "press_note_overfull": press_notices.note(given.OVERFULL.notes[0]),
        "press_feed_failing": press_notices.feed_notice(
            NoticeKind.FEED_FAILING, feed, since=given.SINCE, reason="the server answered 503"
        ),
        "press_feed_failing_hostile": press_notices.feed_notice(
            NoticeKind.FEED_FAILING, hostile, since=given.SINCE, reason=HOSTILE * 40
        ),
        "press_feed_recovered": press_notices.feed_notice(NoticeKind.FEED_RECOVERED, feed, since=given.SINCE),
        "press_feed_retired": press_notices.feed_notice(NoticeKind.FEED_RETIRED, feed),
        "press_feed_moved": press_notices.feed_notice(
            NoticeKind.FEED_MOVED, feed, moved_from="https://vox.com/old.xml"
        ),
    }


def _forms() -> dict[str, dict[str, Any]]:
    return {
        "press_form_flags": press_forms.flag_form(given.NEW, channel="CPRESS"),
        "press_form_flags_overfull": press_forms.flag_form(given.OVERFULL, channel="CPRESS"),
        "press_form_note": press_forms.note_form(given.NEW, channel="CPRESS"),
        "press_form_same": press_forms.same_form(given.OVERFULL, channel="CPRESS"),
        "press_form_response": press_forms.response_form(given.REVIEWED, channel="CPRESS"),
        "press_form_response_chosen": press_forms.response_form(given.NEW, channel="CPRESS", chosen="responded"),
    }


def _done() -> dict[str, dict[str, Any]]:
    item = given.REVIEWED
    card = cards.card(Card(item.entry, may_edit=True, press=item), private=True)
    full = given.OVERFULL
    full_card = cards.card(Card(full.entry, may_edit=True, press=full), private=True)
    none = given.PLAIN
    return {
        "press_done": press_done.on_card(press_done.turned(item), card, item.entry),
        "press_done_overfull": press_done.on_card(press_done.flagged(full), full_card, full.entry),
        "press_done_flags": press_done.said(press_done.flagged(item), item.entry),
        "press_done_no_flags": press_done.said(press_done.flagged(none), none.entry),
        "press_done_response": press_done.said(press_done.responded(item), item.entry),
        "press_done_note": press_done.said(press_done.noted(item), item.entry, undo=False),
        "press_done_merged": press_done.merged(given.MERGED),
        "press_form_here": press_done.form_here("flag", "P-4"),
        "press_form_address": press_done.address_form("https://www.vox.com/2026/11/clearview"),
        "press_exported": press_done.exported(1_200, "clearview-press-2026-11-24.csv", direct=True),
        "press_exported_none": press_done.nothing_to_export("outlet:Wired"),
    }

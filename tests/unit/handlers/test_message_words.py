"""A message's words, wherever they stand in it."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.message_words import words_of


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"text": " Said. ", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Not this"}}]}, "Said."),
        (
            {"text": "", "files": [{"title": "Scan of a letter", "name": "scan.pdf"}, {"name": "b.pdf"}]},
            "Scan of a letter\nb.pdf",
        ),
        ({"text": "", "attachments": [{"fallback": "All there is"}]}, "All there is"),
        (
            {
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "Head"}},
                    {
                        "type": "section",
                        "fields": [{"type": "mrkdwn", "text": "one"}, {"type": "mrkdwn", "text": "two"}],
                    },
                    {"type": "actions", "elements": [{"type": "button", "text": {"text": "Press"}}]},
                    {"type": "image", "alt_text": "a chart", "image_url": "https://example.org/c.png"},
                ]
            },
            "Head\none\ntwo\na chart",
        ),
        ({}, ""),
        ({"text": None, "blocks": None, "files": "?", "attachments": [None, {}]}, ""),
    ],
)
def test_the_words_come_from_the_first_place_that_has_any(message: dict[str, Any], words: str) -> None:
    assert words_of(message) == words


def test_rich_text_reads_as_it_was_written() -> None:
    leaves = [
        {"type": "text", "text": "To "},
        {"type": "channel", "channel_id": "C1"},
        {"type": "text", "text": " and "},
        {"type": "broadcast", "range": "here"},
        {"type": "link", "url": "https://example.org"},
    ]
    listed = {"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]}
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": leaves},
            {"type": "rich_text_list", "elements": [listed, listed]},
        ],
    }
    assert words_of({"blocks": [rich]}) == "To <#C1> and @here<https://example.org>\nfirst\nfirst"

"""Any character set, declared or not, rightly or wrongly."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.charset import in_utf8
from bot.feeds.parse import parse

TITLES = {
    "utf-8": "Überwachung – “Gesichter” 日本 \U0001f600",
    "iso-8859-1": "Überwachung in Córdoba",
    "iso-8859-2": "Łódź: twarze",
    "windows-1252": "“Überwachung” – Gesichter",
    "windows-1251": "Распознавание лиц",
    "koi8-r": "Распознавание лиц",
    "shift_jis": "顔認識を使う",
    "euc-jp": "顔認識を使う",
    "iso-2022-jp": "顔認識を使う",
    "gb2312": "人脸识别技术",
    "big5": "人臉辨識技術",
    "euc-kr": "얼굴 인식",
    "utf-16": "Überwachung 日本",
    "utf-16-le": "Überwachung 日本",
    "utf-16-be": "Überwachung 日本",
    "utf-32": "Überwachung 日本",
}
FROM_HEADER = [name for name in TITLES if not name.startswith("utf-")]


def feed(title: str, declaration: str = "") -> str:
    return f"<?xml version='1.0'{declaration}?><rss><channel><item><title>{title}</title></item></channel></rss>"


def title_of(content: bytes, content_type: str = "application/rss+xml") -> tuple[str, str]:
    found = parse(content, content_type, "https://a.example/")
    return found.items[0].title, found.complaint


@pytest.mark.parametrize("name", TITLES)
def test_the_declared_charset_is_used(name: str) -> None:
    content = feed(TITLES[name], f' encoding="{name}"').encode(name)

    assert title_of(content) == (TITLES[name], "")


@pytest.mark.parametrize("name", FROM_HEADER)
def test_without_a_declaration_the_headers_charset_is_used(name: str) -> None:
    content = feed(TITLES[name]).encode(name)

    assert title_of(content, f'text/xml; charset="{name}"') == (TITLES[name], "")


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_decides_whatever_is_declared(mark: bytes, name: str) -> None:
    content = mark + feed("Überwachung 日本", ' encoding="iso-8859-1"').encode(name)

    assert title_of(content, "text/xml; charset=koi8-r") == ("Überwachung 日本", "")


@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "us-ascii", "windows-1251", "shift_jis", "made-up", "iso-made-up", "punycode", "zlib"]
)
def test_valid_utf_8_is_utf_8_whatever_is_declared(declared: str) -> None:
    content = feed(TITLES["utf-8"], f' encoding="{declared}"').encode()

    assert title_of(content, f"text/xml; charset={declared}") == (TITLES["utf-8"], "")


@pytest.mark.parametrize("declared", ["utf-8", "made-up", "us-ascii"])
def test_what_is_wrongly_called_utf_8_is_read_as_browsers_do(declared: str) -> None:
    content = feed("“Überwachung”", f' encoding="{declared}"').encode("windows-1252")
    title, complaint = title_of(content)

    assert title == "“Überwachung”"
    assert bool(complaint) == (declared == "utf-8")


def test_without_any_word_of_a_charset_it_is_a_browsers_guess() -> None:
    assert title_of(feed("café").encode("latin-1"), "") == ("café", "")


def test_the_documents_word_counts_before_the_headers() -> None:
    content = feed("Łódź", ' encoding="iso-8859-2"').encode("iso-8859-2")

    assert title_of(content, "text/xml; charset=iso-8859-1") == ("Łódź", "")


def test_a_wrong_byte_does_not_spoil_the_rest() -> None:
    content = feed(f"{TITLES['utf-8'] * 3}#").encode().replace(b"#", b"\xff")
    title, complaint = title_of(content)

    assert title == f"{TITLES['utf-8'] * 3}�"
    assert complaint == "its text is not in the character set that it names"


def test_a_wrong_byte_in_an_asian_charset_does_not_spoil_the_rest() -> None:
    content = feed(f"{TITLES['shift_jis'] * 3}#", ' encoding="shift_jis"').encode("shift_jis").replace(b"#", b"\xff")

    assert title_of(content)[0].startswith(TITLES["shift_jis"] * 3)


def test_a_charset_that_no_document_is_in_is_passed_over() -> None:
    content = feed("café", ' encoding="unicode_escape"').encode("latin-1")

    assert title_of(content, "text/xml; charset=idna")[0] == "café"


def test_json_may_be_in_utf_16() -> None:
    content = '{"items": [{"title": "Überwachung"}]}'.encode("utf-16-le")

    assert title_of(content, "application/json")[0] == "Überwachung"


def test_a_character_may_lie_across_the_pieces_that_are_looked_at() -> None:
    content = b"a" * (2**20 - 1) + "é".encode() + b"a" * 2**20

    assert in_utf8(content, "").content is content
    assert in_utf8(content + b"\xc3", "").content != content


@given(st.binary(max_size=300), st.sampled_from(["", *TITLES, "utf-7", "hz", "johab", "cp037", "mac-roman"]))
def test_any_bytes_become_utf_8(content: bytes, declared: str) -> None:
    assert in_utf8(content, f"text/xml; charset={declared}").content.decode() is not None

"""Redirect wrappers that name their target."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.press.address import unwrapped
from bot.domain.press.wrappers import MOST_WRAPPERS

TARGET = "https://www.vox.com/recode/2020/1/a-b?x=1&y=a+b%20c"
QUOTED = quote(TARGET, safe="")


def test_a_google_news_id_that_holds_the_address_is_opened() -> None:
    url = b"https://www.vox.com/recode"
    record = b'\x08\x13"' + bytes([len(url)]) + url + b"\xd2\x01\x00"
    article = urlsafe_b64encode(record).decode().rstrip("=")
    assert unwrapped(f"https://news.google.com/rss/articles/{article}?oc=5") == url.decode()


@pytest.mark.parametrize(
    "wrapper",
    [
        f"https://www.google.com/url?q={QUOTED}&sa=U&usg=AOv",
        f"http://google.co.uk/url?sa=t&url={QUOTED}",
        f"https://www.google.com/url?rct=j&sa=t&url={QUOTED}&ct=ga&cd=CAIy",  # Google Alerts
        f"https://www.google.com/url?rct=j&amp;sa=t&amp;url={QUOTED}&amp;ct=ga",
        f"http://news.google.com/news/url?sa=t&fd=R&url={QUOTED}",
        f"https://l.facebook.com/l.php?u={QUOTED}&h=AT0",
        f"https://www.facebook.com/l.php?u={QUOTED}",
        f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url={QUOTED}&c=1&mkt=en-us",
        f"http://feedproxy.google.com/~r/vox/~3/x/?url={QUOTED}",
        f"https://www.youtube.com/redirect?event=x&q={QUOTED}",
        f"https://out.reddit.com/t3_x?url={QUOTED}&token=1",
        f"https://l.instagram.com/?u={QUOTED}&e=1",
        f" HTTPS://WWW.GOOGLE.COM:443/url?q={QUOTED}",
    ],
)
def test_the_target_that_a_wrapper_names_takes_its_place(wrapper: str) -> None:
    assert unwrapped(wrapper) == TARGET


@pytest.mark.parametrize(
    "url",
    [
        TARGET,
        "",
        "https://example.org/url?q=https://vox.com/",
        "https://notgoogle.com/url?q=https://vox.com/",
        "https://google.evil.example/url?q=https://vox.com/",
        "https://www.google.com/search?q=https://vox.com/",
        "https://www.google.com/url?q=clearview",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/url?q=https://vox.com/a%20b",
        "https://www.google.com/url?q=https://vox.com/a%0Ab",
        "https://www.google.com/url",
        "https://www.youtube.com/watch?v=x&q=https://vox.com/",
        "https://news.google.com/rss/articles/CBMiAU_yqLx",
        "https://news.google.com/rss/articles/A",
        "https://news.google.com/topstories",
        "http://feedproxy.google.com/~r/vox/~3/abc/",
        f"https://web.archive.org/web/2020/{TARGET}",
    ],
)
def test_any_other_address_stays_as_it_is(url: str) -> None:
    assert unwrapped(url) == url


def nested(depth: int) -> str:
    url = TARGET
    for _ in range(depth):
        url = f"https://www.google.com/url?q={quote(url, safe='')}"
    return url


def test_wrappers_in_wrappers_are_opened_up_to_a_bound() -> None:
    assert unwrapped(nested(MOST_WRAPPERS)) == TARGET
    assert unwrapped(nested(MOST_WRAPPERS + 2)) == nested(2)


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=40), st.sampled_from(["", "https://www.google.com/url?q=", "https://news.google.com/articles/"])
)
def test_nothing_makes_it_raise_and_nothing_unsafe_comes_out(text: str, before: str) -> None:
    url = before + text
    target = unwrapped(url)
    assert target == url or target.lower().startswith(("http://", "https://"))

"""Whatever stands in a text, it is shown as text: it calls nobody, links nowhere else, and breaks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.doings import form, form_of, history_of, saved

if TYPE_CHECKING:
    from tests.acceptance.house import House

pytestmark = pytest.mark.usefixtures("manners")

TITLES = {
    "calls": ("<!channel> <!here> <@U0ADA000000> <!subteam^S1|all> gamma", None),
    "escapes": ("&lt;b&gt; &amp; <script>alert(1)</script> gamma", None),
    "controls": ("ga\x00mma\x07 be\x1bll \x7fgamma", "gamma bell gamma"),
    "directions": ("gamma \u202egnissapsert\u202c \u200bhid\u2066den\u2069", "gamma gnissapsert hidden"),
    "marks": (
        "*bold* _slanted_ ~struck~ `code` ```all``` > gamma",
        "∗bold∗ ˍslantedˍ ∼struck∼ ˋcodeˋ ˋˋˋallˋˋˋ > gamma",
    ),
    "links": ("<https://evil.example|https://bank.example> gamma [b](https://evil.example)", None),
    "emoji": ("😀 👨‍👩‍👧‍👦 🇺🇸 :tada: é gamma", None),
    "templates": ("{title} {0} %s $HOME \\n gamma", None),
    "dates": ("<!date^0^{date}|now> gamma", None),
    "scripts": ("ガンマ гамма غاما gamma", None),
}


@pytest.mark.parametrize(("title", "shown"), TITLES.values(), ids=TITLES)
async def test_any_text_is_shown_as_it_was_typed_on_every_surface(house: House, title: str, shown: str | None) -> None:
    shown = shown or title
    view = await form(await house.editor.command("/records", "add"))
    own = {"Who wrote it": title, "Who received it": title, "Bates range": title, "In our own words": title}
    parts = {
        "Title": title,
        "Date": "2019",
        "Quotations": f"{title} (p. 1, fn 20)",
        "Other names": f"Tab {title[:60]}".replace(":", ""),
    }
    added = await saved(house.editor, view, {**own, **parts})
    assert added.text_lines()[0] == f"R-15 added: {shown} · 2019"
    card = await house.member.command("/records", "R-15")
    assert card.text.count("gamma") >= 6
    assert f"> “{shown}”  (fn20, p. 1)" in card.text
    assert f"\n{shown}\n" in card.text
    listed = await house.member.command("/records", "gamma before:2020")
    assert f"R-15  {shown}" in listed.text
    await house.member.press(card, "Share")
    edit = await form_of(house.editor, "R-15")
    await saved(house.editor, edit, {"Title": f"{title} again", "Tags": None})
    assert f"→ {shown} again" in await history_of(house.member, "R-15")
    linked = await house.editor.command("/records", f"link R-15 supports F-1 {title.replace('|', '')}")
    assert linked.text.startswith("R-15 is linked now.")
    deleted = await house.editor.command("/records", f"delete R-15 because {title}")
    because = shown.replace("<@U0ADA000000>", "@ada")  # in one line, people stand by their names
    assert f"Because: {because}" in deleted.text
    assert f"Because: {because}" in await history_of(house.member, "R-15")


@pytest.mark.parametrize("title", [text for text, _ in TITLES.values()], ids=TITLES)
async def test_any_text_is_taken_in_one_line_and_offered_everywhere_it_can_be_chosen(house: House, title: str) -> None:
    line = title.replace("|", "/")
    added = await house.editor.command("/timeline", f"add {line} | 2019")
    assert added.text.startswith("T-8 added: ")
    held = await house.editor.mention(f"timeline add {line} | 2019")
    assert held.text.startswith((":warning: This looks like T-8", "T-9 added"))
    assert "T-8" in (await house.member.command("/timeline", "2019")).text
    view = await form(await house.editor.command("/records", "add"))
    assert await house.editor.suggest(view, "Tags", line)
    assert any(option.startswith("T-8 · ") for option in await house.editor.suggest(view, "Linked entries", "gamma"))


TYPED = [
    ("/records", "{}"),
    ("/records", "add {} | {} | {}"),
    ("/records", "from:{} kind:{}"),
    ("/records", "delete {}"),
    ("/timeline", "{}"),
    ("/timeline", "around {}"),
    ("/timeline", "between {} and {}"),
    ("/timeline", "on this day {}"),
    ("/papertrail", "{}"),
    ("/papertrail", "roles {} editor"),
    ("/papertrail", "channels {}"),
    ("/ask", "{}"),
]


@pytest.mark.parametrize(("command", "text"), TYPED)
async def test_whatever_is_typed_gets_an_answer_that_can_be_read(house: House, command: str, text: str) -> None:
    for title, _ in TITLES.values():
        answer = await house.admin.command(command, text.replace("{}", title))
        assert answer.error is None
        assert "Something went wrong" not in answer.text


async def test_a_title_of_ten_thousand_characters_in_one_line_is_told_where_it_can_be_written(house: House) -> None:
    title = "Ten words of a title that does not end. " * 250
    for answer in (
        await house.editor.command("/records", f"add {title}"),
        await house.editor.mention(f"records add {title}"),
        await house.editor.dm(f"timeline add {title}"),
    ):
        assert "open the form with /records add or /timeline add" in answer.text
        assert answer.text.count("does not end.") >= 200
    assert "There is no R-15" in (await house.editor.command("/records", "R-15")).text


async def test_a_title_that_is_too_long_stays_in_the_form(house: House) -> None:
    view = await form(await house.editor.command("/records", "add"))
    outcome = await house.editor.submit(view, {"Title": "t" * 2_999, "In our own words": "Kept"})
    assert outcome.errors == {"title": "The title has 2,999 characters; at most 300 fit."}
    assert "t" * 2_999 in view.rendered
    assert "Kept" in view.rendered
    outcome = await house.editor.submit(view, {"Title": "t" * 10_000})
    assert outcome.errors == {"title": "This entry can have at most 3000 characters."}
    assert (await saved(house.editor, view, {"Title": "t" * 300})).text_lines()[0].startswith("R-15 added: ttt")


async def test_a_misleading_address_is_shown_with_where_it_leads(house: House) -> None:
    view = await form(await house.editor.command("/records", "add"))
    address = "https://bank.example@evil.example/a"
    await saved(house.editor, view, {"Title": "A memo", "Source address": address})
    card = (await house.member.command("/records", "R-15")).text
    assert f"Source address: {address}\n" in card
    assert f"({address})" not in card


async def test_a_name_calls_nobody_either(house: House) -> None:
    boss = house.slack.add_user("<!channel> *boss* <@U0MIA000000>", is_owner=True)
    shown = "<!channel> ∗boss∗ <@U0MIA000000>"
    added = await boss.command("/records", "add A memo | 2019")
    await boss.press(added, "Share")
    assert f"Shared by {shown}" in house.slack.messages()[-1].rendered
    assert f"Added by {shown}" in (await house.member.command("/records", "R-15")).text
    assert f"1. {shown} added it" in await history_of(house.member, "R-15")
    assert f"{shown} is now an editor." in (await house.admin.mention(f"roles <@{boss.id}> editor")).text
    assert shown in (await house.member.command("/papertrail", "roles")).text

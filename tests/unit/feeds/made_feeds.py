"""Made-up documents of each format, with what feeds really hold: markup, entities, redirects, dates of all kinds."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

_SCRAPS = (
    "Judge rules", "<b>against</b>", " & ", "<p>a paragraph</p>", "é", " – ", "“quoted”", "&amp;", "&lt;i&gt;",
    "&nbsp;", "<script>x()</script>", "\n", "  ", "<br/>", "<img alt='a>b'>", "AT&T", "3 < 4", "日本語", "\U0001f600",
    "&#8217;", "<!-- no -->", "plain words", "\u202eover", "&#x80;", "word</p><p>word",
)  # fmt: skip
_ADDRESSES = (
    "https://a.example/x", "/rel/y", "https://a.example/x?a=1&b=2", "ftp://a.example/x", "javascript:alert(1)",
    "https://www.google.com/url?q=https://t.example/z&sa=t", "https://a.example/sp ace", "//b.example/z", "HTTP://C.example",
)  # fmt: skip
_DATES = (
    "Tue, 06 Oct 2026 12:00:00 GMT", "Tue, 6 Oct 2026 23:30:00 -0700", "2026-10-06T12:00:00Z", "2026-10-06", "soon",
    "2026-10-06T23:00:00+05:30", "Tue, 06 Oct 2026 12:00:00 EST", "2026-10-06T12:00:00.123Z",
)  # fmt: skip

texts = st.lists(st.sampled_from(_SCRAPS), max_size=5).map("".join)
addresses = st.sampled_from(_ADDRESSES)
dates = st.sampled_from(_DATES)


@st.composite
def _element(draw: DrawFn, name: str, content: SearchStrategy[str], attributes: str = "") -> str:
    """The element or nothing, with its text in CDATA or escaped."""
    if not draw(st.booleans()):
        return ""
    text = draw(content)
    inner = f"<![CDATA[{text}]]>" if draw(st.booleans()) else escape(text, quote=False)
    return f"<{name}{attributes}>{inner}</{name}>"


@st.composite
def _one_of(draw: DrawFn, *elements: SearchStrategy[str]) -> str:
    return draw(st.one_of(elements))


@st.composite
def _shuffled(draw: DrawFn, *elements: SearchStrategy[str]) -> str:
    return "".join(draw(st.permutations([draw(element) for element in elements])))


_AUTHOR = _one_of(
    _element("dc:creator", texts),
    _element("author", st.sampled_from(("jane@a.example (Jane Doe)", "jane@a.example", "Jane Doe"))),
    _element("itunes:author", texts),
)
_GUID = _one_of(
    _element("guid", addresses),
    _element("guid", addresses, ' isPermaLink="false"'),
    _element("guid", st.sampled_from(("id-1", "id-2")), ' isPermaLink="true"'),
)
_PUBLISHED = _one_of(_element("pubDate", dates), _element("dcterms:issued", dates))
_ENCLOSURE = st.sampled_from(("", '<enclosure url="https://a.example/e.mp3" type="audio/mpeg" length="1"/>'))
_RSS_ITEM = _shuffled(
    _element("title", texts),
    _element("link", addresses),
    _GUID,
    _element("description", texts),
    _element("content:encoded", texts),
    _PUBLISHED,
    _element("dc:date", dates),
    _AUTHOR,
    _element("category", texts),
    _element("source", st.sampled_from(("Vox", "The Post & Co")), ' url="https://vox.example"'),
    _ENCLOSURE,
    _element("feedburner:origLink", addresses),
).map("<item>{}</item>".format)
_UPDATES = _shuffled(
    _element("ttl", st.sampled_from(("60", "9999999", "soon", "0"))),
    _element("sy:updatePeriod", st.sampled_from(("hourly", "daily", "never"))),
    _element("sy:updateFrequency", st.sampled_from(("1", "2", "0"))),
    st.sampled_from(("", "<skipHours><hour>3</hour><hour>24</hour></skipHours><skipDays><day>Sunday</day></skipDays>")),
)
_IMAGE = "<image><title>image</title><link>https://image.example</link><url>https://image.example/i</url></image>"


@st.composite
def rss(draw: DrawFn) -> str:
    """An RSS 2.0 document with modules, and elements in any order."""
    head = "".join(map(draw, (_element("title", texts), _element("link", addresses), _UPDATES)))
    items = "".join(draw(st.lists(_RSS_ITEM, max_size=4)))
    own = '<atom:link rel="self" href="https://a.example/feed"/>'
    return f'{HEAD}<rss version="2.0" {SPACES}><channel>{head}{own}{_IMAGE}{items}</channel></rss>'


@st.composite
def _rdf_item(draw: DrawFn) -> str:
    parts = _shuffled(
        _element("title", texts),
        _element("link", addresses),
        _element("description", texts),
        _element("dc:date", dates),
        _element("dc:creator", texts),
    )
    return f'<item rdf:about="{escape(draw(addresses))}">{draw(parts)}</item>'


@st.composite
def rdf(draw: DrawFn) -> str:
    """An RSS 1.0 document: its items stand beside the channel."""
    head = "".join(map(draw, (_element("title", texts), _element("link", addresses))))
    listed = '<items><rdf:Seq><rdf:li rdf:resource="https://a.example/x"/></rdf:Seq></items>'
    items = "".join(draw(st.lists(_rdf_item(), max_size=4)))
    channel = f'<channel rdf:about="https://a.example">{head}{listed}</channel>'
    return f"{HEAD}<rdf:RDF {RDF} {SPACES}>{channel}{_IMAGE}{items}</rdf:RDF>"


@st.composite
def _atom_text(draw: DrawFn, name: str) -> str:
    kind = draw(st.sampled_from(("", ' type="html"', ' type="xhtml"')))
    if kind != ' type="xhtml"':
        return draw(_element(name, texts, kind))
    inner = f"<p>{escape(draw(texts), quote=False)}</p> <b>x</b>y"
    return f'<{name}{kind}><div xmlns="http://www.w3.org/1999/xhtml">{inner}</div></{name}>'


@st.composite
def _atom_links(draw: DrawFn) -> str:
    links = [
        '<link rel="self" href="https://a.example/self"/>',
        '<link rel="enclosure" href="https://a.example/e.mp3"/>',
    ]
    kept = draw(st.lists(st.sampled_from(links), unique=True))
    how = draw(st.sampled_from(("", ' rel="alternate"', ' type="text/html"', ' rel="alternate" type="text/html"')))
    if draw(st.booleans()):
        kept.append(f'<link{how} href="{escape(draw(addresses))}"/>')
    return "".join(draw(st.permutations(kept)))


@st.composite
def _atom_author(draw: DrawFn) -> str:
    rest = draw(st.sampled_from(("", "<email>jane@a.example</email>", "<uri>https://jane.example</uri>")))
    return f"<author><name>{escape(draw(texts), quote=False)}</name>{rest}</author>" if draw(st.booleans()) else ""


_ATOM_ENTRY = _shuffled(
    _atom_text("title"),
    _atom_links(),
    _element("id", st.sampled_from(("tag:1", "tag:2", "https://a.example/id"))),
    _atom_text("summary"),
    _atom_text("content"),
    _element("published", dates),
    _element("updated", dates),
    _atom_author(),
    st.sampled_from(("", "<source><id>s</id><title>Vox</title><link href='https://vox.example'/></source>")),
).map("<entry>{}</entry>".format)


@st.composite
def atom(draw: DrawFn) -> str:
    """An Atom 1.0 document."""
    head = "".join(map(draw, (_atom_text("title"), _atom_links())))
    rest = "<author><name>Owner</name></author><updated>2026-10-06T12:00:00Z</updated>"
    entries = "".join(draw(st.lists(_ATOM_ENTRY, max_size=4)))
    return f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom">{head}{rest}{entries}</feed>'

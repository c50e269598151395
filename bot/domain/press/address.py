"""Addresses of stories: the form in which two of them are compared, and the target that a redirect wrapper names.

`canonical_url` mends only what never tells two stories apart: case of the host, default ports, the dot at the host's
end, fragments, tracking parameters, AMP forms, spellings of percent-encoding. The path's case and ordinary parameters
stay, as do the scheme, `www.` and a slash at the end: the result is an address that can be opened. `canonical_key`, by
which addresses are compared, counts `http` and `https`, with and without `www.` and with and without that slash as one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from bot.domain.press.hashing import hash64
from bot.domain.press.tracking import without_tracking
from bot.domain.press.wrappers import unwrapped

__all__ = ["canonical_key", "canonical_url", "key_of_canonical", "unwrapped"]

MAX_HOST: Final = 253
MAX_ADDRESS: Final = 8_000  # longer ones no server takes; keeps the work bounded

_SHAPE: Final = re.compile(
    r"(?P<scheme>https?):/{2,}(?:[^/?#]*@)?(?P<host>\[[^\]/?#]*\]|[^/?#:]*)(?::(?P<port>[0-9]*))?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
# Most addresses are canonical up to their query: those are let through without being taken apart.
_PLAIN: Final = re.compile(
    r"(?P<page>https?://(?:[a-z0-9_-]+\.)+[a-z0-9]+/[A-Za-z0-9\-._~!$&'()*+,;=:@/]*)"
    r"(?:\?(?P<query>[!\"$-\[\]-~]*))?(?:#[!-~]*)?"
)
_UNSURE: Final = re.compile(r"[/.]amp|amp\.|/\.")
_HOST: Final = re.compile(r"[a-z0-9_.-]*[a-z0-9]|\[[0-9a-f:.]+\]")
_IN_A_LINE: Final = {ord(sign): None for sign in "\t\r\n"}  # browsers leave these out of an address
_EDGES: Final = "".join(map(chr, range(0x21)))

# Percent-encoding: what may stand in a path or a query as it is, and what need not be encoded anywhere.
_UNPLAIN: Final = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DOTTED: Final = re.compile(r"/\.{1,2}(?:/|$)")

_AMP_CACHE_HOST: Final = re.compile(
    r"(?:www\.)?google(?:\.com?)?\.[a-z]{2,3}|(?:.+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)"
)
_AMP_CACHED: Final = re.compile(r"/(?:amp|c|v|wp)/(?P<tls>s/)?(?P<target>[^/]+\.[^/]+(?:/.*)?)")
_AMP_BEFORE: Final = re.compile(r"\A(?:/(?:platform/)?amp(?:html)?)+(?=/[^/]+/.)")
_AMP_BEHIND: Final = re.compile(r"(?<=[^/.])(?:/amp(?:html)?(?=/?$)|\.amp(?=(?:\.html?)?/?$))")
# amp.com.au is a company, not the AMP form of a site called com.au.
_NO_NAMES: Final = frozenset(("ac", "co", "com", "edu", "gov", "net", "org"))


class _Parts(NamedTuple):
    scheme: str
    host: str
    port: str  # with its colon; empty for 80 and 443
    path: str
    query: str


@lru_cache(maxsize=1_024)  # an item's is asked for when it is recognised, and again when it is kept
def canonical_url(url: str) -> str:
    """The address without what does not tell stories apart; empty for anything but an `http` or `https` address.

    AMP forms become the address that they stand for: `/amp` at the end, `/amp/…` before a longer path, `.amp`,
    `amp.` before the host, `?amp=1`, `?outputType=amp`, and the AMP caches of Google and Bing. Credentials are
    dropped. A port 80 or 443 is dropped whatever the scheme. Of parameters only well-known tracking names go; the rest
    keep their order. The result of the result is the result. Never raises.
    """
    if len(url) <= MAX_HOST and (plain := _PLAIN.fullmatch(url)) and not _UNSURE.search(plain["page"]):
        return plain["page"] + _query(_encoded(plain["query"] or ""))
    parts = _split(url) if len(url) <= MAX_ADDRESS else None
    if not parts:
        return ""
    while cached := _cached(parts):
        parts = cached
    path = parts.path if _AMP_CACHE_HOST.fullmatch(parts.host) else _without_amp(parts.path)
    whole = f"{parts.scheme}://{parts.host}{parts.port}{path}{_query(parts.query)}"
    return whole if len(whole) <= MAX_ADDRESS else ""


def _query(query: str) -> str:
    kept = without_tracking(query) if query else ""
    return f"?{kept}" if kept else ""


def canonical_key(url: str) -> int:
    """What two addresses are compared by: the hash of the canonical form; 0 where there is none.

    Addresses that differ only in `http` or `https`, a `www.`, or a slash at the end of the path have the same key.
    """
    return key_of_canonical(canonical_url(url))


def key_of_canonical(canonical: str) -> int:
    """`canonical_key` of an address that is canonical already."""
    rest = canonical.partition("://")[2]
    if rest.startswith("www.") and "." in rest[4:].partition("/")[0]:
        rest = rest[4:]
    path, mark, query = rest.partition("?")
    return hash64(f"{path.rstrip('/')}{mark}{query}")


def _split(url: str) -> _Parts | None:
    """The parts of an address, each in its canonical spelling; None for what is no address on the web."""
    url = url.strip(_EDGES).translate(_IN_A_LINE)
    if "\\" in url:  # to browsers the same as a slash
        url = url.replace("\\", "/")
    found = _SHAPE.fullmatch(url)
    if not found:
        return None
    scheme, host, port, path, query = found.group("scheme", "host", "port", "path", "query")
    host = _host(host)
    port = (port or "").lstrip("0")
    if not host or len(port) > 5 or int(port or 0) > 65_535:
        return None
    return _Parts(
        scheme.lower(),
        host,
        f":{port}" if port not in ("", "80", "443") else "",
        _path(path or "/"),
        _encoded(query or ""),
    )


def _host(host: str) -> str:
    """The host in lower case and ASCII, without the dot at its end and without `amp.`; empty where it cannot be one."""
    host = host.lower()
    if len(host) > MAX_HOST + 1:
        return ""
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return ""
    host = host.rstrip(".")
    if len(host) > MAX_HOST or not _HOST.fullmatch(host):
        return ""
    while host.startswith("amp.") and _is_a_site(host[4:]):
        host = host[4:]
    return host


def _is_a_site(host: str) -> bool:
    first, _, rest = host.partition(".")
    return bool(rest) and first not in _NO_NAMES


def _path(path: str) -> str:
    path = _encoded(path)
    if not _DOTTED.search(path):
        return path
    kept: list[str] = []
    steps = path.split("/")[1:]
    for step in steps:
        if step == "..":
            del kept[-1:]
        elif step != ".":
            kept.append(step)
    if steps[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _encoded(text: str) -> str:
    """One spelling of percent-encoding: nothing encoded that need not be, capital digits, and all else encoded."""
    return _UNPLAIN.sub(_spelled, text) if _UNPLAIN.search(text) else text


def _spelled(found: re.Match[str]) -> str:
    sign = found[0]
    if len(sign) == 3 and sign[0] == "%":
        plain = chr(int(sign[1:], 16))
        return plain if plain in _UNRESERVED else sign.upper()
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogatepass"))


def _cached(parts: _Parts) -> _Parts | None:
    """The address of the page that an AMP cache serves under this one; None where it is no AMP cache's."""
    if not _AMP_CACHE_HOST.fullmatch(parts.host):
        return None
    found = _AMP_CACHED.fullmatch(parts.path)
    if not found:
        return None
    scheme = "https" if found["tls"] else "http"
    return _split(f"{scheme}://{found['target']}{'?' if parts.query else ''}{parts.query}")


def _without_amp(path: str) -> str:
    if "amp" not in path:
        return path
    path = _AMP_BEFORE.sub("", path)
    while (shorter := _AMP_BEHIND.sub("", path)) != path:
        path = shorter
    return path

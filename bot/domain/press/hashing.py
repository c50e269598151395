"""Texts as numbers: what is compared and looked up often is kept as a 64-bit hash."""

from __future__ import annotations

from hashlib import blake2b


def hash64(text: str) -> int:
    """A signed 64-bit hash, as a database's BIGINT holds it: 0 for the empty text and for no other."""
    if not text:
        return 0
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1

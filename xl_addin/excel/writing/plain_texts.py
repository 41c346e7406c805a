"""Which texts a file holds as they were given: many are looked through at once for what XML and Excel escape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

_AT_ONCE = 100

# What the file holds otherwise: signs of XML, texts like _x000D_, control characters.
_SIGNS = ("&", "<", ">", "_x", "\ufffe", "\uffff")
_BELOW_SPACE = 0x20
_KEPT = (b"\t", b"\n")


def in_runs(texts: Sequence[str]) -> Iterator[tuple[Sequence[str], bool]]:
    """The texts in their order, some at a time, and whether each of those stands in the file as it is."""
    for start in range(0, len(texts), _AT_ONCE):
        some = texts[start : start + _AT_ONCE]
        yield some, _are_plain(some)


def never_runs(text: str) -> str:
    """The text as the shared strings take it: XlsxWriter writes one that looks like runs unescaped into the file."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{escape(text, quote=False)}</t></r>'
    return text


def is_plain(text: str) -> bool:
    """Whether a text of one line stands in the file as it is; others are not told from those that do not."""
    # Characters that no file may hold are not printable. Spelt out: `any` takes as long as all the rest.
    escaped = "&" in text or "<" in text or ">" in text or "_x" in text
    return not escaped and text.isprintable() and text == text.strip()


def _are_plain(texts: Sequence[str]) -> bool:
    joined = "".join(texts)
    # Space at the edges is kept by an attribute.
    if any(sign in joined for sign in _SIGNS) or list(map(str.strip, texts)) != list(texts):
        return False
    encoded = joined.encode()
    low = np.count_nonzero(np.frombuffer(encoded, dtype=np.uint8) < _BELOW_SPACE)
    return bool(low == sum(map(encoded.count, _KEPT)))

"""Names that match although they are spelt unlike: spaces, look-alike vowels, digits of either script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from xl_addin.model.thai.words import arabic_digits, without_zero_width

# ํา typed as two characters, and a tone mark typed after ำ: both look like the right spelling.
_LOOSE_SARA_AM = re.compile("ํ([่-๋]?)า|ำ([่-๋])")


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """What two spellings of one name have in common: for matching only, never stored.

    Spaces, NBSP and zero-width characters removed, ํา as ำ, เเ as แ, Arabic digits, small Latin letters.
    Not NFKC, which takes every ำ apart.
    """
    text = arabic_digits("".join(without_zero_width(text).split()))
    return _LOOSE_SARA_AM.sub(r"\1\2ำ", text).replace("เเ", "แ").casefold()


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate that looks most like the text, or None when none does."""
    by_key = {name_key(candidate): candidate for candidate in candidates}
    close = get_close_matches(name_key(text), by_key, n=1, cutoff=0.6)
    return by_key[close[0]] if close else None

"""Names that match although they are spelt unlike: spaces, look-alike vowels, order of marks, either digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from xl_addin.model.thai.words import arabic_digits, without_zero_width

_THAI_MARKS = re.compile("[ั-ฺเ็-๎]")
# ํา typed as two characters, and a tone mark typed after ำ: both look like the right spelling.
_LOOSE_SARA_AM = re.compile("ํ([่-๋]?)า|ำ([่-๋])")
# A tone mark or ์ typed before the vowel over or under the same letter, and a mark typed twice: the eye sees
# no difference.
_MARK_BEFORE_VOWEL = re.compile("([่-์])([ัิ-ฺ็])")
_MARK_TWICE = re.compile("([ัิ-ฺ็-๎])\\1+")


def spelling(text: str) -> str:
    """The one spelling of what looks the same in Thai: marks in the order in which they are read, ำ and แ whole."""
    if not _THAI_MARKS.search(text):
        return text
    text = _MARK_TWICE.sub(r"\1", _MARK_BEFORE_VOWEL.sub(r"\2\1", _MARK_TWICE.sub(r"\1", text)))
    return _LOOSE_SARA_AM.sub(r"\1\2ำ", text).replace("เเ", "แ")


@lru_cache(maxsize=8192)
def name_key(text: str) -> str:
    """What two spellings of one name have in common: for matching only, never stored.

    Spaces, NBSP and zero-width characters removed, `spelling`, Arabic digits, small Latin letters. Not NFKC,
    which takes every ำ apart.
    """
    return spelling(arabic_digits("".join(without_zero_width(text).split()))).casefold()


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate that looks most like the text, or None when none does."""
    by_key = {name_key(candidate): candidate for candidate in candidates}
    close = get_close_matches(name_key(text), by_key, n=1, cutoff=0.6)
    return by_key[close[0]] if close else None

"""How much two texts have in common: their letters, without spaces, and the pieces of four letters in them."""

from __future__ import annotations

from functools import lru_cache

PIECE = 4
_MARKS = 1 << 13


@lru_cache(maxsize=4096)
def letters(text: str) -> str:
    """The text without spaces and capitals."""
    return "".join(text.split()).casefold()


@lru_cache(maxsize=256)
def pieces(text: str) -> frozenset[int]:
    """Four letters from each place on: as the one number that their 64 bits are."""
    view = memoryview(_units(text))
    found: set[int] = set()
    for start in range(0, 2 * PIECE, 2):
        part = view[start:]
        found.update(part[: len(part) // 8 * 8].cast("Q"))
    return frozenset(found)


@lru_cache(maxsize=2048)
def marks(text: str) -> tuple[int, int]:
    """A mark for each piece, and how many there are at most; where two texts differ in n marks, they do in n pieces.

    Like pieces have like marks, unlike ones most often not: a number with a bit for each mark, quick to compare.
    """
    import numpy as np  # the processes that read workbooks compare no texts and do without

    ones = np.frombuffer(_units(text), dtype=np.uint16)
    if len(ones) < PIECE:
        return 0, 0
    twos = ones[:-1] * np.uint16(0x6A4D) + ones[1:]
    fours = twos[:-2] * np.uint16(0x9E37) + twos[2:]
    marked = np.zeros(_MARKS, dtype=bool)
    marked[fours % _MARKS] = True
    return int.from_bytes(np.packbits(marked).tobytes()), len(fours)


def _units(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def same_text(text: str, *others: str) -> bool:
    """A text of at least 20 characters that is like one of the others but for spaces."""
    own = letters(text)
    return len(own) >= 20 and any(own == letters(other) for other in others)

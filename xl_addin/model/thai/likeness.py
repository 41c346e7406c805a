"""How much two texts have in common: their letters, without spaces, and the pieces of four letters in them."""

from __future__ import annotations

from functools import lru_cache

PIECE = 4


@lru_cache(maxsize=4096)
def letters(text: str) -> str:
    """The text without spaces and capitals."""
    return "".join(text.split()).casefold()


@lru_cache(maxsize=256)
def pieces(text: str, every: int = 1) -> frozenset[int]:
    """Four letters from each place on, or from every second: as the one number that their 64 bits are."""
    view = memoryview(text.encode("utf-16-le", "surrogatepass"))
    found: set[int] = set()
    for start in range(0, 2 * PIECE, 2 * every):
        part = view[start:]
        found.update(part[: len(part) // 8 * 8].cast("Q"))
    return frozenset(found)


def same_text(text: str, *others: str) -> bool:
    """A text of at least 20 characters that is like one of the others but for spaces."""
    own = letters(text)
    return len(own) >= 20 and any(own == letters(other) for other in others)

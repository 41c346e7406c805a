"""How much of a file from outside is read at all, and the error that says why one is left out."""

from __future__ import annotations

from dataclasses import dataclass

from xl_addin.model.problems.errors import CatalogueError

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds of one file, all in bytes but `entries` (parts in the zip), `ratio` and `cells`.

    A part that unpacks to more than `ratio_grace` and is packed to less than `ratio` of that size is looked at
    for texts and tags without an end: of 2,354 real workbooks only two bombs and one stress test are packed
    tighter than 0.01, and the largest has 340 parts and unpacks to 60 MB. `cells` counts cells that hold
    something, in all sheets that are read; a thousand rows of forty columns are 40,000.
    """

    file_bytes: int = 20 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    entries: int = 1_000
    ratio: float = 0.01
    ratio_grace: int = 100 * 1024
    cells: int = 400_000


class PackageError(CatalogueError):
    """A file that is left out as a whole (catalogue: package.toml). It travels between processes."""

    @property
    def wording(self) -> str:
        """Where the part is not known, the sentence says so."""
        return (
            "file_damaged_somewhere"
            if self.message_id == "file_damaged" and not self.values.get("part")
            else ""
        )


def damaged(part: str, error: object = "") -> PackageError:
    """A workbook whose part `part` cannot be read; `error` is for the person who supports the office."""
    return PackageError("file_damaged", part=part, error=str(error))


def shown_size(size: int) -> str:
    """A number of bytes for a sentence: "512 B", "4.7 KB", "21.0 MB"."""
    if size < 1024:
        return f"{size} B"
    if size < MEGABYTE:
        return f"{size / 1024:.1f} KB"
    return f"{size / MEGABYTE:.1f} MB"

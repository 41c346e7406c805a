"""A sheet on which nothing is written: pages are laid out on it to see how full they would be."""

from __future__ import annotations

from typing import Any, cast

from xl_addin.excel.writing.bulk_rows import BulkSheet


class UnwrittenSheet:
    """Takes what a sheet takes, and keeps only its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def of(cls, name: str) -> BulkSheet:
        """One of this name, for whoever writes on sheets."""
        return cast(BulkSheet, cls(name))

    def get_name(self) -> str:
        return self.name

    def merge_range(self, *_: Any) -> None:
        pass

    set_row = write_string = write_rich_string = write_number = write_formula = write_blank = merge_range

"""Headers of several levels: equal neighbours share one merged cell, a short label reaches down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """A header cell or merged cells, in rows and columns from 0 at the header's top left corner."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    text: str

    @property
    def is_merged(self) -> bool:
        return (self.first_row, self.first_column) != (self.last_row, self.last_column)


def header_blocks(labels: Sequence[tuple[str, ...]]) -> list[HeaderBlock]:
    """The blocks of a header whose columns have these labels (levels from the top), row by row.

    Columns share a block where they are neighbours and agree in all levels down to it, and it is not the last
    level of one of them.
    """
    depth = max(len(label) for label in labels)
    blocks: list[HeaderBlock] = []
    for row in range(depth):
        column = 0
        while column < len(labels):
            label = labels[column]
            end = column
            if row < len(label) - 1:
                while (
                    end + 1 < len(labels)
                    and len(labels[end + 1]) - 1 > row
                    and labels[end + 1][: row + 1] == label[: row + 1]
                ):
                    end += 1
                blocks.append(HeaderBlock(row, column, row, end, label[row]))
            elif row == len(label) - 1:
                blocks.append(HeaderBlock(row, column, depth - 1, column, label[row]))
            column = end + 1
    return blocks

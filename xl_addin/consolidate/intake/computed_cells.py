"""Computed cells of a returned table that somebody deleted or that show an error. They are recomputed in any case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from xl_addin.consolidate.intake.find_tables import Located
from xl_addin.consolidate.intake.form_brief import BriefTable
from xl_addin.consolidate.intake.submission import NO_RESULT, Block
from xl_addin.excel.addresses import cell_address
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem

# A column in which more cells than these were overwritten is told once.
ONE_BY_ONE = 3


def computed_problems(found: Located, block: Block, table: BriefTable, file: str) -> Iterator[Problem]:
    """What is told of those of a block, column by column."""
    cells = found.sheet.cells
    for column in table.columns:
        at = block.columns.get(column.key)
        if column.state != "computed" or at is None:
            continue
        if NO_RESULT not in block.results.get(column.key, (NO_RESULT,)):
            continue
        kinds: dict[str, list[int]] = {}
        for index, row in enumerate(block.rows):
            cell = cells.get((row, at))
            if cell is None:
                kinds.setdefault("computed_deleted", []).append(index)
            elif cell.type == "e":
                kinds.setdefault("computed_error", []).append(index)
        for name, indexes in sorted(kinds.items()):
            yield from _told(name, indexes, block, column.key, column.title, found, file)


def _told(
    name: str, indexes: list[int], block: Block, key: str, title: str, found: Located, file: str
) -> Iterable[Problem]:
    at = block.columns[key]
    if len(indexes) > ONE_BY_ONE:
        rows = [block.rows[index] for index in indexes]
        area = f"{cell_address(min(rows), at)}:{cell_address(max(rows), at)}"
        place = Place(file, block.sheet, cell_address(min(rows), at))
        values: dict[str, Any] = {"label": title, "range": area, "count": len(rows)}
        yield problem(f"{name}_many", place, column=key, value=area, **values)
        return
    for index in indexes:
        cell = found.sheet.cells.get((block.rows[index], at))
        place = Place(file, block.sheet, cell_address(block.rows[index], at))
        yield problem(
            name,
            place,
            project=block.project_ids[index],
            column=key,
            value=(cell.value or "") if cell else "",
            label=title,
        )

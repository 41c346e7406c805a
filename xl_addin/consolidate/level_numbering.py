"""Rows that the report numbers by level (1, 1.1, 1.2, 2): a second level needs a first one before it."""

from __future__ import annotations

from collections.abc import Iterator

from xl_addin.consolidate.row_matching import RowMatching
from xl_addin.model.form.schema import Form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Problem
from xl_addin.model.register import Register


def numbering_problems(register: Register, matching: RowMatching) -> Iterator[Problem]:
    """First rows of a project's table that are of the second level: the report would print 1.1 without a 1."""
    form = register.form
    for table, key in sorted(_numbered(form)):
        names = register.projects["project"].tolist()
        column = next(column for column in form.columns_of(table) if column.key == key)
        first, *others = column.choices
        for placed in matching.of(table):
            seen = set()
            for index, position in zip(placed.indexes.tolist(), placed.positions.tolist(), strict=True):
                level = placed.block.value(index, key)
                if position not in seen and level in others:
                    yield problem(
                        "level_without_first",
                        placed.submission.place(placed.block, index, key),
                        group=placed.group,
                        project=placed.block.project_ids[index],
                        project_name=names[position],
                        column=key,
                        value=column.choices[str(level)],
                        label=column.title,
                        first=column.choices[first],
                    )
                seen.add(position)


def _numbered(form: Form) -> set[tuple[str, str]]:
    parts = (part for sheet in form.report.sheets for part in sheet.parts)
    return {(part.table, part.numbered_by) for part in parts if part.table and part.numbered_by}

"""The live check of tables of the groups: row by row; what needs all of them the template itself says."""

from __future__ import annotations

from xl_addin.model.expressions.evaluation_data import plain_columns
from xl_addin.model.problems.problem import Severity
from xl_addin.model.rules.plain_checking import check_plain
from xl_addin.office.open_round import OpenRound
from xl_addin.server.live.checked_rows import (
    LiveAnswer,
    Mistake,
    Part,
    RowAnswer,
    begun_rows,
    findings_of,
    mistake_of,
    read_rows,
    rows_of,
)
from xl_addin.server.live.request_model import Rows


def check_group_rows(rows: Rows, open_round: OpenRound, group_id: str) -> LiveAnswer:
    """What is wrong in rows of a table of the groups; what needs all of a group's rows the template itself says."""
    data, key = open_round.data.of_groups[rows.table], rows.table
    sheet, (block,) = read_rows(rows, open_round, key)
    own = [index for index, owner in enumerate(block.project_ids) if owner == group_id]
    begun = begun_rows(block, own)
    part = Part(block, begun)
    brief = next(one for one in open_round.brief.group_tables if one.tables[-1].key == key)
    columns = plain_columns(data.frame[data.frame["group_id"] == group_id])
    children = {key: rows_of(brief.tables[-1], part, [0] * len(begun))}
    writes, findings = findings_of(sheet, {key: part}, data)
    problems = check_plain(
        data.form,
        columns,
        children,
        constants=data.constants,
        percent_rounding=data.register.settings.percent_rounding,
        entries={key: brief.tables[-1].entries},
        findings=findings,
    )
    mistakes: dict[int, list[Mistake]] = {index: [] for index in own}
    for found in problems:
        if found.table == key and found.problem.severity is not Severity.NOTE:
            mistakes[begun[found.row]].append(
                mistake_of(found.problem, part.cell(found.row, found.key, [block]))
            )
    name = data.form.table(key).columns[0].key
    answers = tuple(
        RowAnswer(
            block.sheet,
            block.rows[index],
            group_id,
            str(block.value(index, name) or ""),
            block.filled[index],
            tuple(mistakes[index]),
            proposal=True,
        )
        for index in own
    )
    return LiveAnswer(answers, writes)

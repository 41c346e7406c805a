"""Several workbooks of one group that contradict each other nowhere: read as one, when the officer says so."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace

from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.submission import BLANK, Block, PackedTexts, Submission, Values
from xl_addin.consolidate.submission_diff import differences

JOIN = 0
"""The number in the register's ใช้ฉบับที่ that says: use all of them as one."""


def joined(submissions: Sequence[Submission], brief: Brief) -> Submission | None:
    """One submission with the entries of all; None where two differ in a cell or in their rows."""

    whole: Submission | None = submissions[0]
    for other in submissions[1:]:
        whole = _joined(whole, other, brief) if whole is not None else None
    return whole and replace(whole, file=" + ".join(one.file for one in submissions))


def _joined(first: Submission, second: Submission, brief: Brief) -> Submission | None:
    if any(found.first_value and found.second_value for found in differences(first, second, brief)):
        return None
    others = {(block.table, block.sheet): block for block in second.blocks}
    if {(block.table, block.sheet) for block in first.blocks} != others.keys():
        return None
    blocks = []
    for block in first.blocks:
        other = others[block.table, block.sheet]
        if (block.rows, block.project_ids, block.columns, block.places) != (
            other.rows,
            other.project_ids,
            other.columns,
            other.places,
        ):
            return None
        blocks.append(_filled_up(block, other, brief))
    strays = {(stray.sheet, stray.cell): stray for stray in (*second.strays, *first.strays)}
    return replace(first, blocks=tuple(blocks), strays=tuple(strays.values()))


def _filled_up(block: Block, other: Block, brief: Brief) -> Block:
    """The block with the other's entries where it is blank; its formulas had computed but a part."""
    entries = sorted(brief.by_key[block.table].entry_keys & block.values.keys() & other.values.keys())
    in_both = [
        sum(_holds(block, index, key) and _holds(other, index, key) for key in entries)
        for index in range(len(block.rows))
    ]
    return replace(
        block,
        values=block.values | {key: _over(block.values[key], other.values[key]) for key in entries},
        findings=tuple(dict.fromkeys((*block.findings, *other.findings))),
        results={},
        filled=array(
            "l",
            (
                here + there - both
                for here, there, both in zip(block.filled, other.filled, in_both, strict=True)
            ),
        ),
    )


def _holds(block: Block, index: int, key: str) -> bool:
    return block.value(index, key) is not None or any(
        (at, of) == (index, key) and finding.value for at, of, finding in block.findings
    )


def _over(first: Values, second: Values) -> Values:
    """The first column, where it is blank the second; both are of one kind."""
    if isinstance(first, array) and isinstance(second, array):
        return array("q", (b if a == BLANK else a for a, b in zip(first, second, strict=True)))
    assert not isinstance(first, array)
    assert not isinstance(second, array)
    texts = [b if a is None else a for a, b in zip(first, second, strict=True)]
    return PackedTexts.of(texts) if isinstance(first, PackedTexts) else texts

"""Whether money received, the parts it is divided into and the projects add up (format C's allocation)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from xl_addin.model.form.schema import BUDGET
from xl_addin.model.register import Allotment, Bucket
from xl_addin.model.values.money import format_baht


class Sum(StrEnum):
    """Which two sums differ."""

    RECEIPTS = "receipts"
    PARTS = "parts"
    PROJECTS = "projects"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sums (satang) that should be one.

    RECEIPTS  `whole` received, `parts` in the main buckets; `bucket` is empty
    PARTS     `whole` of a bucket, `parts` of the buckets in it
    PROJECTS  `whole` of a bucket with its transfers, `parts` = the budgets of its projects

    `reserve`: satang of the whole that may be left over.
    """

    sum: Sum
    bucket: str
    whole: int
    parts: int
    reserve: int = 0

    @property
    def amount(self) -> int:
        """Satang by which the parts differ from the whole; 0 where only a reserve is left."""
        left = self.whole - self.parts
        return 0 if 0 <= left <= self.reserve else -left

    @property
    def message_id(self) -> str:
        """The catalogue's warning about it, whose sentences need `values`."""
        return f"register_{self.sum}_differ"

    @property
    def values(self) -> dict[str, str]:
        return {
            "bucket": self.bucket,
            "whole": _baht(self.whole),
            "parts": _baht(self.parts),
            "difference": _baht(abs(self.amount)),
        }


def _baht(satang: int) -> str:
    return format_baht(satang, decimals=None, zero="0")


def section_budgets(projects: pd.DataFrame) -> dict[int, int]:
    """Satang of all projects by section number; none where projects have no budget of their own."""
    if BUDGET not in projects:
        return {}
    known = projects[["section_no", BUDGET]].dropna()
    budgets: dict[int, int] = {}
    for section, amount in zip(known["section_no"], known[BUDGET], strict=True):
        budgets[int(section)] = budgets.get(int(section), 0) + int(amount)
    return budgets


def allotment_differences(
    allotments: Sequence[Allotment], buckets: Sequence[Bucket], budgets: Mapping[int, int]
) -> list[Difference]:
    """Every pair of sums that differs. `budgets`: satang of all projects by section number."""
    found: list[Difference] = []
    main = [bucket for bucket in buckets if not bucket.parent]
    if allotments and main:
        received = sum(allotment.amount for allotment in allotments)
        found.append(Difference(Sum.RECEIPTS, "", received, sum(bucket.amount for bucket in main)))
    for bucket in buckets:
        parts = [part.amount for part in buckets if part.parent == bucket.name]
        if parts:
            found.append(Difference(Sum.PARTS, bucket.name, bucket.amount, sum(parts), bucket.reserve))
    found += _projects(buckets, budgets)
    return [difference for difference in found if difference.amount]


def _projects(buckets: Iterable[Bucket], budgets: Mapping[int, int]) -> list[Difference]:
    """Buckets that pay projects of a section; several buckets of one section pay them together."""
    by_section: dict[int, list[Bucket]] = {}
    for bucket in buckets:
        if bucket.section_no is not None:
            by_section.setdefault(bucket.section_no, []).append(bucket)
    return [
        Difference(
            Sum.PROJECTS,
            paying[0].name,
            sum(bucket.amount + bucket.transfer for bucket in paying),
            budgets.get(section_no, 0),
            sum(bucket.reserve for bucket in paying),
        )
        for section_no, paying in by_section.items()
    ]

"""Workbooks that a group corrected in the marked copy that the office sent back: they take their original's place."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.consolidate.intake.form_brief import Brief
from xl_addin.consolidate.intake.submission import Submission
from xl_addin.consolidate.submission_diff import differences


def replaced_by_correction(submissions: Sequence[Submission], brief: Brief) -> dict[str, Submission]:
    """File -> the corrected copy that takes its place. A copy that came back as it was replaces nothing."""
    by_code = {one.code: one for one in submissions if one.code}
    replaced: dict[str, Submission] = {}
    for one in submissions:
        original = by_code.get(one.corrects)
        if original is None or original is one or not differences(original, one, brief):
            continue
        for other in submissions:
            if (other is not one and other.code == one.corrects) or (
                other is not one
                and other.corrects == one.corrects
                and not differences(original, other, brief)
            ):
                replaced[other.file] = one
    return replaced

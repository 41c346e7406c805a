"""The consolidated data of a round with an earlier year's figures beside them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.previous.last_year import last_year_of, last_year_problems
from xl_addin.previous.previous_report import PreviousReport


def with_last_year(consolidated: Consolidated, report: PreviousReport) -> Consolidated:
    """The same with `last_year`, its columns in the frame, and what could not be matched.

    Raises PreviousError for a report that is not of an earlier year.
    """
    last_year = last_year_of(report, consolidated.register, consolidated.round)
    amounts = [last_year.of(str(id_)) for id_ in consolidated.frame["project_id"]]
    frame = consolidated.frame.assign(
        last_year_budget=pd.array([one.budget for one in amounts], dtype="Int64"),
        last_year_used=pd.array([one.used for one in amounts], dtype="Int64"),
    )
    told = last_year_problems(last_year, consolidated.register)
    return replace(consolidated, frame=frame, last_year=last_year, problems=(*told, *consolidated.problems))

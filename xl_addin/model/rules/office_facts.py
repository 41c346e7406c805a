"""One fact of the office that its projects tell differently: how many schools it has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.rules.checking import RowProblem
from xl_addin.model.thai.quantities import NUMBER
from xl_addin.model.thai.words import arabic_digits
from xl_addin.model.values.kinds import Fill, Kind

_SCHOOLS = r"(?:โรงเรียน|สถานศึกษา)"
_ALL = r"(?:ทั้งหมด|ทั้งสิ้น|ทั้ง|ครบทุก(?:แห่ง|โรง)|ทุก(?:แห่ง|โรงเรียน|โรง))"
# "โรงเรียนในสังกัดทั้งหมด 120 แห่ง", "โรงเรียนทุกแห่งในสังกัด จำนวน 120 แห่ง": without a word for all it may be a part.
_OF_THE_OFFICE = re.compile(
    rf"{_SCHOOLS}(?:ในสังกัด\s*{_ALL}|{_ALL}\s*ในสังกัด)\s*(?:จำนวน\s*)?({NUMBER})\s*(?:แห่ง|โรง)(?!ละ)"
)


def schools_told(text: str) -> set[int]:
    """How many schools the office has by a text; empty where it does not say."""
    if "ในสังกัด" not in text:
        return set()
    return {
        int(number.replace(",", ""))
        for number in _OF_THE_OFFICE.findall(arabic_digits(text))
        if "." not in number
    }


def office_facts(form: Form, frame: pd.DataFrame, active: NDArray[np.bool_]) -> Iterator[RowProblem]:
    """A warning at each text that tells another number of schools than most projects of the office do.

    Of two numbers told as often the one told first stands. `active`: rows that a group has returned.
    """
    told: list[tuple[int, str, str, int]] = []
    for column in form.columns:
        if column.fill is Fill.GROUP and column.kind in (Kind.TEXT, Kind.LONG_TEXT):
            for row in np.flatnonzero(active & frame[column.key].notna().to_numpy(dtype=bool)).tolist():
                numbers = schools_told(str(frame[column.key].iloc[row]))
                told += [(row, column.key, column.title, number) for number in numbers]
    told.sort()
    # A project counts once, however often it tells a number.
    projects = Counter(number for _, number in dict.fromkeys((row, number) for row, _, _, number in told))
    if len(projects) < 2:
        return
    ((known, _),) = projects.most_common(1)
    for row, key, title, number in told:
        if number != known:
            found = problem("schools_told_otherwise", column=key, label=title, value=str(number), known=known)
            yield RowProblem(MAIN, row, key, found)

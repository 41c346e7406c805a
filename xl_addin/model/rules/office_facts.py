"""Facts of the office that its projects tell differently: how many schools, teachers, students or clusters it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from xl_addin.model.expressions.evaluation_data import PARENT
from xl_addin.model.form.schema import MAIN, Form
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.rules.judging import RowProblem
from xl_addin.model.thai.office_facts_in_text import Fact, office_facts_told
from xl_addin.model.values.kinds import Fill, Kind


class _Told(NamedTuple):
    """A fact with where it stands: `project` is the position of its project, `place` that of its column."""

    project: int
    table: str
    row: int
    place: int
    key: str
    label: str
    fact: Fact


def office_facts(
    form: Form, frames: Mapping[str, pd.DataFrame], active: NDArray[np.bool_]
) -> Iterator[RowProblem]:
    """A warning at each text that tells another number of the whole office than most of its projects do.

    Of two numbers told as often the one told first stands. `frames`: by table, that of the projects too; `active`:
    projects that a group has returned.
    """
    told = sorted(found for table in frames for found in _told(form, table, frames, active))
    # A project counts once, however often it tells a number.
    projects = Counter(fact for _, fact in dict.fromkeys((each.project, each.fact) for each in told))
    known: dict[tuple[str, str], int] = {}
    for fact, _ in projects.most_common():
        known.setdefault((fact.name, fact.year), fact.number)
    for each in told:
        number = known[each.fact.name, each.fact.year]
        if each.fact.number != number:
            found = problem(
                "office_fact_otherwise",
                column=each.key,
                label=each.label,
                fact=each.fact.name,
                value=f"{each.fact.number:,}",
                known=f"{number:,}",
            )
            yield RowProblem(each.table, each.row, each.key, found)


def _told(
    form: Form, table: str, frames: Mapping[str, pd.DataFrame], active: NDArray[np.bool_]
) -> Iterator[_Told]:
    frame = frames[table]
    projects = np.arange(len(frame)) if table == MAIN else frame[PARENT].to_numpy(dtype=np.int64)
    for place, column in enumerate(form.columns_of(table)):
        if column.fill is not Fill.GROUP or column.kind not in (Kind.TEXT, Kind.LONG_TEXT):
            continue
        texts = frame[column.key].to_numpy(dtype=object)
        facts = {text: office_facts_told(text) for text in set(texts) if isinstance(text, str)}
        if not any(facts.values()):
            continue
        for row in np.flatnonzero(active[projects]).tolist():
            for fact in facts.get(texts[row], ()):
                yield _Told(int(projects[row]), table, row, place, column.key, column.title, fact)

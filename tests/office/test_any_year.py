"""Whatever an office's year brings: every round can be made again, no sum is another, no typed cell is lost."""

from __future__ import annotations

import os
import tempfile
from decimal import Decimal
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.office.any_year import AnyYear
from tests.office.year_office import MONEY

YEARS = int(os.environ.get("TIDTAM_YEARS", "15"))
"""Three hundred take a quarter of an hour, half of all tests together: TIDTAM_YEARS=300 for a change of the year."""

QUIET = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    # A year takes a second: to shrink one takes longer than to read it.
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
    "database": None,
}


def made_again(year: AnyYear, last: int) -> None:
    for round_ in range(1, last + 1):
        made = year.make(round_)
        assert [line for line in made.conservation if line.left != line.right] == []
        frame = made.frame.set_index("project_id")
        assert set(frame.index) == {id_ for id_, born in year.born.items() if born <= round_}
        assert set(frame.index[frame["closed"].notna()]) == {
            id_ for id_, since in year.closed.items() if since <= round_
        }
        for project_id in frame.index:
            got = frame.loc[project_id, "used_to_date"]
            known = None if pd.isna(got) else Decimal(int(got)).scaleb(-2)
            wanted = year.spent(project_id, round_)
            assert (known or Decimal(0)) == (wanted or Decimal(0)), (round_, project_id)
            budget = Decimal(int(frame.loc[project_id, "budget"])).scaleb(-2)
            assert budget == year.budget(project_id, round_), (round_, project_id)
            is_blank = year.is_asked(project_id, round_) and (round_, project_id) not in year.facts
            assert bool(frame.loc[project_id, "reported"]) is not is_blank, (round_, project_id)


def live(form_id: str, chance: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        year = AnyYear(Path(folder), form_id, chance)
        for round_ in range(1, year.rounds + 1):
            if round_ > 1:
                year.change(round_)
                made_again(year, round_ - 1)
            year.live_round(round_)
            made_again(year, round_)
            if chance.random() < 0.5:
                year.come_late()
                made_again(year, round_)


@settings(max_examples=8, **QUIET)  # type: ignore[arg-type]
@given(form_id=st.sampled_from(sorted(MONEY)), chance=st.randoms(use_true_random=False))
def test_any_year_of_any_office(form_id: str, chance: Random) -> None:
    live(form_id, chance)


@pytest.mark.slow
@settings(max_examples=YEARS, **QUIET)  # type: ignore[arg-type]
@given(form_id=st.sampled_from(sorted(MONEY)), chance=st.randoms(use_true_random=False))
def test_many_years(form_id: str, chance: Random) -> None:
    live(form_id, chance)

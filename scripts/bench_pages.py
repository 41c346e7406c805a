"""Returned workbooks for the benchmark of a form with a sheet per project: an office of the demo, made larger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from xl_addin.demo.demo_options import DemoRound, demo_plan
from xl_addin.demo.entries import demo_entries, demo_tables
from xl_addin.demo.examples import demo_register
from xl_addin.demo.returned_files import write_returned
from xl_addin.model.register import Register
from xl_addin.template.shared.round_data import round_data

FORM, ROUND = "chiangmai2", 2
PAGES = 40


def pages_office(folder: Path) -> Register:
    """Write what an office of PAGES projects returns, a page with its long texts for each; gives its register."""
    register, plan = demo_register(FORM), demo_plan(FORM)
    own = list(register.projects["project_id"])
    further = {id_: f"{id_}B" for id_ in own[: PAGES - len(own)]}
    entries = demo_entries(plan, register, ROUND)
    tables = dict(demo_tables(plan, register, ROUND, complete=True))
    for id_, copy in further.items():
        entries[copy], tables[copy] = entries[id_], tables[id_]
    office = replace(register, projects=_with_copies(register.projects, further.items()))
    write_returned(
        folder,
        DemoRound(round=ROUND),
        round_data(office.form, office, ROUND, None),
        entries,
        tables,
        complete=True,
    )
    return office


def _with_copies(projects: pd.DataFrame, further: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Projects once more under other ids, names and numbers."""
    frames = [projects]
    for number, (id_, copy) in enumerate(further, len(projects) + 1):
        again = projects[projects["project_id"] == id_]
        frames.append(again.assign(project_id=copy, no=number, project=again["project"] + " ระยะที่ 2"))
    return pd.concat(frames, ignore_index=True).astype(projects.dtypes)

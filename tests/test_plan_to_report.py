"""From the action plan to the reports of all other forms: one office, the whole way, with no figure typed twice."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.support.typing import tidy_data
from xl_addin.consolidate.run import consolidate_to
from xl_addin.demo.demo import make_demo
from xl_addin.model.form.loader import load_form
from xl_addin.register.lists.from_plan import plan_register, read_plan
from xl_addin.register.writer import write_register
from xl_addin.report.writer import write_report
from xl_addin.template.make_templates import make_templates

STRATEGY_TOTAL = 763_800


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The consolidated plan of yasothon2 with all groups returned."""
    folder = tmp_path_factory.mktemp("plan")
    make_demo("yasothon2", folder)
    return folder / "yasothon2" / "report-complete.xlsx"


def register_of(plan: Path, form_id: str, path: Path) -> Path:
    """The register that the plan gives; what a plan does not say by quarter is put into the first one."""
    form = load_form(form_id)
    register = plan_register(read_plan(plan)[0], form)
    projects = register.projects
    budgets = {row["project_id"]: round(row["budget"] * 100) for row in tidy_data(plan)}
    unplanned = projects["q1_plan"].isna() if "q1_plan" in projects else pd.Series(dtype=bool)
    for position in unplanned.index[unplanned]:
        for key in ("q2_plan", "q3_plan", "q4_plan"):
            projects.loc[position, key] = 0
        projects.loc[position, "q1_plan"] = budgets[projects.loc[position, "project_id"]]
    write_register(path, form, register)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("form_id", ["spm2", "khonkaen2", "rayong2", "chiangmai2"])
def test_the_plan_becomes_register_templates_and_report(plan: Path, form_id: str, tmp_path: Path) -> None:
    register, templates, report = tmp_path / "register.xlsx", tmp_path / "templates", tmp_path / "report.xlsx"
    register_of(plan, form_id, register)
    assert make_templates(register, templates, 1).files
    consolidated = consolidate_to(register, templates, report, 1, write_report, workers=1)
    assert [line for line in consolidated.conservation if line.left != line.right] == []
    rows = tidy_data(report)
    assert sum(row["budget"] for row in rows) == STRATEGY_TOTAL
    assert {row["project_id"] for row in rows} == {row["project_id"] for row in tidy_data(plan)}

"""Reports of the three table forms: written once, printed once and recalculated once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.consolidations import office
from tests.support.soffice import Soffice
from tests.support.well_formed import ill_formed_parts
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.report.writer import ReportResult, write_report

CASES: dict[str, tuple[str, int, tuple[str, ...], dict[str, str]]] = {
    "spm2": ("spm2", 2, ("G03",), {}),
    "spm2-quarter-1": ("spm2", 1, (), {}),
    "khonkaen2": ("khonkaen2", 1, (), {}),
    "rayong2": ("rayong2", 2, (), {}),
    "rayong2-thai": ("rayong2", 2, ("G02", "G08"), {"digits": "thai"}),
}


@dataclass(frozen=True, slots=True)
class Made:
    consolidated: Consolidated
    path: Path
    result: ReportResult


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    folder = tmp_path_factory.mktemp("reports")
    made = {}
    for name, (form_id, round_, missing, settings) in CASES.items():
        consolidated = office(form_id, round_, missing, **settings)
        path = folder / f"{name}.xlsx"
        made[name] = Made(consolidated, path, write_report(path, consolidated, words=True))
        assert ill_formed_parts(path) == {}
    return made


@pytest.fixture(scope="session")
def report_paths(reports: dict[str, Made]) -> dict[str, Path]:
    return {name: made.path for name, made in reports.items()}


@pytest.fixture(scope="session")
def recalculated(
    report_paths: dict[str, Path], soffice: Soffice, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    return soffice.recalculate_named(report_paths, tmp_path_factory.mktemp("recalculated"))


@pytest.fixture(scope="session")
def printed(
    report_paths: dict[str, Path], soffice: Soffice, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    return soffice.convert_named(report_paths, tmp_path_factory.mktemp("printed"))

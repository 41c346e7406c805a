"""A form workbook loads wherever a form is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from xl_addin.commands.form import Step, main
from xl_addin.commands.options import LOOK
from xl_addin.form_workbook.content import rows_of
from xl_addin.form_workbook.files import content_of
from xl_addin.form_workbook.loading import use_form_workbooks
from xl_addin.form_workbook.writer import workbook_of
from xl_addin.model.form.form_files import OWN_FORMS, READERS, form_facts, form_ids
from xl_addin.model.form.jinja_texts import render_file
from xl_addin.model.form.loader import FormError, load_form


@pytest.fixture(autouse=True)
def readers() -> Iterator[None]:
    use_form_workbooks()
    yield
    READERS.clear()


def workbook(path: Path, **changes: object) -> Path:
    content = content_of("spm2")
    content.raw |= changes
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(workbook_of(rows_of(content)))
    return path


def test_by_its_path_with_its_texts(tmp_path: Path) -> None:
    form = load_form(workbook(tmp_path / "แบบ.xlsx", id="mine"))
    assert form.id == "mine"
    assert form.columns == load_form("spm2").columns
    assert form.template.notes is not None
    names = {"param_notes": ["หมายเหตุหนึ่ง"], "period_name": "ไตรมาสที่ 1"}
    assert "หมายเหตุหนึ่ง" in render_file(form, form.template.notes, names)


def test_by_its_id_from_the_office_s_own_folder_whatever_the_file_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook(tmp_path / "forms" / "แบบของเรา.xlsx", id="mine", title="แบบของเรา")
    monkeypatch.setenv(OWN_FORMS, str(tmp_path))
    assert "mine" in form_ids()
    assert form_facts("mine")["title"] == "แบบของเรา"
    assert load_form("mine").title == "แบบของเรา"


def test_one_with_mistakes_tells_them_and_one_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(FormError) as told:
        load_form(workbook(tmp_path / "wrong.xlsx", version=0))
    assert "version" in told.value.mistakes[0].key
    (tmp_path / "other.xlsx").write_bytes(b"no workbook")
    with pytest.raises(FormError):
        load_form(tmp_path / "other.xlsx")
    with pytest.raises(FormError):
        load_form(tmp_path / "missing.xlsx")


def test_a_preview_puts_a_whole_office_of_made_up_figures_into_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a program that makes PDFs it says so; the workbooks are there."""
    monkeypatch.setattr("xl_addin.report.export.pdf.find_soffice", lambda: None)
    with pytest.raises(typer.Exit) as ended:
        main(Step.preview, str(workbook(tmp_path / "แบบ.xlsx", id="mine")), tmp_path / "ตัวอย่าง")
    assert ended.value.exit_code == LOOK
    made = {str(path.relative_to(tmp_path / "ตัวอย่าง")) for path in (tmp_path / "ตัวอย่าง").rglob("*.xlsx")}
    assert {"ทะเบียน.xlsx", "รอบ 1/รายงาน.xlsx", "รอบ 2/รายงาน.xlsx"} <= made
    assert len([path for path in made if "แบบ/" in path]) == 6

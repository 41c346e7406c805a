"""A report whose forms are laid out in a copy of the process is the one that this process would have written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.report.printed.form_reports import without_number
from tests.support.page_offices import chiangmai2
from xl_addin.report.table.project_marks import TO_FORM
from xl_addin.report.writer import write_report

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")

PROGRAM = """
import hashlib, io, multiprocessing, os, signal, sys
from pathlib import Path
from tests.support.page_offices import chiangmai2
from xl_addin.report.printed import forms_beside
from xl_addin.report.writer import write_report

source, here, copies = chiangmai2(2, forty=True), os.getpid(), []
number, work = forms_beside.number_sheet, forms_beside.FormsBeside._work

def number_or_end(*given):
    if os.getpid() != here and sys.argv[1] == "packing":
        os.kill(os.getpid(), signal.SIGKILL)
    number(*given)

def lay_out_or_end(self):
    if os.getpid() == here:
        copies.append(len(multiprocessing.active_children()))
    elif sys.argv[1] == "laying out":
        os._exit(0)
    return work(self)

forms_beside.number_sheet, forms_beside.FormsBeside._work = number_or_end, lay_out_or_end

def written():
    target = io.BytesIO()
    result = write_report(target, source, words=True)
    return hashlib.sha256(target.getvalue() + repr(result).encode()).hexdigest()

print(written(), len(copies))
copies.clear()
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
print(written(), len(copies))
"""


@ONLY_LINUX
@pytest.mark.skipif(
    sys.platform == "linux" and len(os.sched_getaffinity(0)) < 2,
    reason="needs two cores: nothing is copied on one",
)
@pytest.mark.parametrize(("end", "here"), [("nowhere", 1), ("laying out", 2), ("packing", 2)])
def test_the_bytes_and_the_words_are_the_same_wherever_a_copy_ends(end: str, here: int) -> None:
    root = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, end], cwd=root, capture_output=True, text=True, check=True
    )
    (beside, first), (alone, second) = (line.split() for line in run.stdout.splitlines())
    assert beside == alone
    # Two sheets have so many forms; one of them goes to the second core, and comes back where its copy ends badly.
    assert (int(first), int(second)) == (here, 2)


def test_lists_lead_to_forms_that_were_laid_out_later(tmp_path: Path) -> None:
    source = chiangmai2(2, forty=True)
    write_report(tmp_path / "report.xlsx", source)
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    forms = {}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in (cell for cell in row if cell.value == TO_FORM):
                name, place = cell.hyperlink.location.rsplit("!", 1)
                form = book[name.strip("'")]
                forms[str(form.cell(form[place].row + 1, 1).value)] = [str(cell.value) for cell in row]
    assert len(forms) == 34
    for project in forms:
        assert any(without_number(project) in text for text in forms[project])

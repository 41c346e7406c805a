"""Charts as they are drawn: whole figures that are read on any fill, tables beside the page where they cost one."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.support.consolidations import office
from xl_addin.model.form.loader import load_form
from xl_addin.report.printed.chart_looks import PLATE
from xl_addin.report.printed.status_bar import legend_lines
from xl_addin.report.writer import write_report


@pytest.fixture(scope="module")
def report() -> bytes:
    target = BytesIO()
    write_report(target, office("spm2", 2))
    return target.getvalue()


def charts(report: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(report)) as package:
        names = sorted(name for name in package.namelist() if name.startswith("xl/charts/chart"))
        return [package.read(name).decode() for name in names]


def test_no_figure_of_a_chart_is_broken_into_lines(report: bytes) -> None:
    for chart in charts(report):
        for labels in re.findall(r"<c:dLbls>.*?</c:dLbls>", chart, flags=re.DOTALL):
            assert '<a:bodyPr wrap="none"/>' in labels
        legend = re.search(r"<c:legend>.*?</c:legend>", chart, flags=re.DOTALL)
        assert legend is None or "wrap" not in legend[0]


def test_a_table_that_would_take_a_page_stands_beside_it_and_the_chart_still_reads_it(report: bytes) -> None:
    sheet = load_workbook(BytesIO(report))["สรุป"]
    assert sheet.print_area.startswith("'สรุป'!$A$1:$D$")
    (read,) = (chart for chart in charts(report) if ">สรุป!$G$" in chart)
    (cells,) = re.findall(r"<c:val><c:numRef><c:f>สรุป!(\$G\$\d+:\$G\$\d+)</c:f>", read)
    values = [cell.value for (cell,) in sheet[cells.replace("$", "")]]
    assert len(values) == 2
    assert all(str(value).startswith("=") for value in values)


def test_a_legend_of_long_phrases_takes_lines_for_which_the_bar_has_room() -> None:
    """Else they press the bar flat, as with the five statuses of สพป.ระยอง เขต 2."""
    phrases = list(load_form("rayong2").column("status").choices.values())
    assert legend_lines(phrases[:1], 500, 14) == 1
    assert legend_lines(["เสร็จ", "ยังไม่เริ่ม", "กำลังทำ"], 500, 14) == 1
    assert legend_lines(phrases, 500, 14) == 3


def test_the_status_bar_has_a_piece_for_each_status_that_adds_up_to_all_projects(report: bytes) -> None:
    consolidated = office("spm2", 2)
    shown = load_workbook(BytesIO(report), data_only=True)["บทสรุปผู้บริหาร"]
    (bar,) = (chart for chart in charts(report) if "percentStacked" in chart)
    counts = []
    for piece in re.findall(r"<c:ser>.*?</c:ser>", bar, flags=re.DOTALL):
        (cell,) = re.findall(r"<c:val><c:numRef><c:f>บทสรุปผู้บริหาร!([A-Z]+\d+)</c:f>", piece)
        counts.append(shown[cell].value)
        # Its number is read on any fill, also on a dark one in a grey print.
        labels = piece[piece.index("<c:dLbls>") :]
        assert PLATE["fill"]["color"][1:] in labels[: labels.index("<c:txPr>")]
    assert len(counts) >= 2
    assert sum(counts) == len(consolidated.frame)
    assert 0 not in counts

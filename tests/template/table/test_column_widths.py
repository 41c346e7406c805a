"""A template's columns on paper: names of projects are not pressed into a dozen lines beside an empty box."""

from __future__ import annotations

from xl_addin.excel.writing.column_lines import lines_of_column
from xl_addin.excel.writing.text_metrics import column_points
from xl_addin.model.form.loader import load_form
from xl_addin.template.table.column_widths import printable_widths

COLUMNS = [column for column in load_form("rayong2").columns if not column.hidden]
KEYS = [column.key for column in COLUMNS]
LONG = [
    "โครงการพัฒนาระบบบริหารจัดการคุณภาพการศึกษาและนิเทศติดตามสถานศึกษาขนาดเล็กในสังกัด "
    "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาระยอง เขต 2 ประจำปีงบประมาณ พ.ศ. 2566"
]


def widths(name: list[str]) -> dict[str, float]:
    known = [name if key == "project" else [] for key in KEYS]
    return dict(zip(KEYS, printable_widths(COLUMNS, "landscape", 16, known=known), strict=True))


def test_a_long_name_takes_room_from_the_box_for_a_long_text_which_keeps_three_quarters() -> None:
    short, long = widths(["โครงการ"]), widths(LONG * 2)
    assert max(lines_of_column(LONG, column_points(short["project"]), 16)) > 8
    assert max(lines_of_column(LONG, column_points(long["project"]), 16)) <= 8
    assert short["bullets"] > long["bullets"] > short["bullets"] * 0.74
    assert abs(sum(short.values()) - sum(long.values())) < 0.5
    assert {key for key in KEYS if short[key] != long[key]} == {"project", "bullets"}

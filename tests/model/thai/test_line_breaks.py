"""Lines do not break inside a date, "เขต 2" or "รอบ 6 เดือน", nor words for what binds them to a number."""

from __future__ import annotations

import pytest

from xl_addin.model.thai.line_breaks import NO_BREAK, unbroken


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ระยอง เขต 2 ไตรมาสที่ 1-2", ["ระยอง", "เขต~2", "ไตรมาสที่", "1-2"]),
        ("รอบ 6 เดือน (1 ตุลาคม 2565 - 31 มีนาคม 2566)", ["รอบ~6~เดือน", "(1~ตุลาคม~2565", "-", "31~มีนาคม~2566)"]),
        ("ประจำปีงบประมาณ พ.ศ. ๒๕๖๗ รอบ ๖ เดือน", ["ประจำปีงบประมาณ", "พ.ศ.~๒๕๖๗", "รอบ~๖~เดือน"]),
        ("ใช้ 918,700 บาท ร้อยละ 37.06 ของงบ", ["ใช้", "918,700~บาท", "ร้อยละ", "37.06", "ของงบ"]),
        ("ณ วันที่ 31 มีนาคม 2567 ครั้งที่ 2", ["ณ", "วันที่", "31~มีนาคม~2567", "ครั้งที่", "2"]),
        ("เมื่อ 5 ก.ย. 2565", ["เมื่อ", "5~ก.ย.~2565"]),
        ("กิจกรรม 5 ส ครั้งแรก", ["กิจกรรม", "5", "ส", "ครั้งแรก"]),
        ("มี 5 คนงาน", ["มี", "5", "คนงาน"]),
    ],
)
def test_a_number_stays_with_what_it_counts_or_names(text: str, pieces: list[str]) -> None:
    assert unbroken(text).split(" ") == [piece.replace("~", NO_BREAK) for piece in pieces]
    assert unbroken(text).replace(NO_BREAK, " ") == text

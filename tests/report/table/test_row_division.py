"""A row that a page ends in is divided where its texts say, and each part takes the lines that it takes by itself."""

from __future__ import annotations

from xl_addin.excel.writing.text_metrics import line_height, lines_needed
from xl_addin.model.form.report_schema import PrintColumn
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.table.row_division import RowDivision

POINTS = 16
LONG = "\n".join(
    f"- ครั้งที่ {number} อบรมครู {number * 7} คน ดูที่ https://example.go.th/{number} แล้วสรุปผลการนิเทศ"
    for number in range(1, 15)
)


def column(key: str, kind: Kind, values: list[str] | list[int], points: float) -> PrintedColumn:
    return PrintedColumn(PrintColumn(label=(key,), key=key, width=20), kind, values, points=points)


def test_parts_of_a_row_hold_all_of_its_texts_and_take_the_lines_of_their_own() -> None:
    columns = [
        column("budget", Kind.BAHT, [100] * 3, 50),
        column("project", Kind.TEXT, ["โครงการอ่านคล่อง", "ข", "ค"], 120),
        column("bullets", Kind.LONG_TEXT, [LONG, "สั้น", f"ก่อน\n\n{LONG}"], 200),
    ]
    division = RowDivision(columns, 3, POINTS, [False] * 3)
    widths = {number: columns[number].room(columns[number].points) for number in (1, 2)}
    whole = [
        max(lines_needed(columns[number].values[index], widths[number], POINTS) for number in widths)
        for index in range(3)
    ]
    assert division.lines == whole
    assert division.divide(division.part(1), 300) is None
    for index in (0, 2):
        for lines in (4, 9, 15):
            pair = division.divide(division.part(index), lines * line_height(POINTS) + 2)
            assert pair is not None
            above, below = pair
            assert above.lines <= lines
            assert below.texts[1] == "(ต่อ)"
            told = f"{above.texts[2]}{below.texts[2]}"
            assert "".join(told.split()) == "".join(columns[2].values[index].split())
            for part in pair:
                assert part.lines == max(
                    lines_needed(text, widths[number], POINTS) for number, text in part.texts.items() if text
                )


def test_a_table_of_figures_alone_has_rows_of_one_line() -> None:
    assert RowDivision([column("budget", Kind.BAHT, [1, 2], 50)], 2, POINTS, [False] * 2).lines == [1, 1]

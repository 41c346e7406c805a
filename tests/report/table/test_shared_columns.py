"""Tables of different columns on one sheet: where their edges meet, and which of the sheet's columns each takes."""

from __future__ import annotations

from itertools import pairwise

import pytest

from xl_addin.model.form.report_schema import PrintColumn
from xl_addin.model.values.kinds import Kind
from xl_addin.report.book.printed_columns import PrintedColumn
from xl_addin.report.table.shared_columns import aligned, edges_of, placed, shared_edges

T, B = Kind.TEXT, Kind.BAHT


def columns(*widths: tuple[Kind, float]) -> list[PrintedColumn]:
    return [
        PrintedColumn(PrintColumn(label=("ก",), key="a"), kind, [], points=width) for kind, width in widths
    ]


ABOVE = columns((T, 40), (T, 260), (T, 200))


def test_edges_that_almost_meet_become_one_where_a_text_gives_the_room() -> None:
    below = aligned(columns((T, 46), (T, 248), (B, 100), (T, 106)), edges_of(ABOVE))
    assert edges_of(below) == pytest.approx([*[0, 40, 300, 400, 500][:2], 294, 394, 500])
    wider = aligned(columns((T, 34), (T, 270), (B, 90), (T, 106)), edges_of(ABOVE))
    assert edges_of(wider) == pytest.approx([0, 40, 300, 394, 500])


def test_a_figure_is_never_made_narrower() -> None:
    below = aligned(columns((B, 44), (T, 300), (B, 156)), edges_of(ABOVE))
    assert [one.points for one in below] == pytest.approx([44, 300, 156])


def test_each_table_takes_neighbouring_columns_of_the_sheet_from_edge_to_edge() -> None:
    tables = [ABOVE, columns((T, 40), (T, 160), (B, 100), (B, 80), (T, 120))]
    edges = shared_edges(tables)
    assert edges == pytest.approx([0, 40, 200, 300, 380, 500])
    places = [[(one.first, one.last) for one in placed(table, edges)] for table in tables]
    assert places == [[(0, 0), (1, 2), (3, 4)], [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]]
    for table, found in zip(tables, places, strict=True):
        widths = [edges[last + 1] - edges[first] for first, last in found]
        assert widths == pytest.approx([one.points for one in table])
        assert all(last + 1 == start for (_, last), (start, _) in pairwise(found))

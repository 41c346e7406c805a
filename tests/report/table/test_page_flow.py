"""Texts divided where a page ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xl_addin.excel.writing.text_metrics import lines_needed
from xl_addin.report.table.page_flow import divided, first_lines, lines_of_rest

PIECES = (
    "ก",
    "ครู",
    "เรียน",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n \n",
    "1,234",
    "ประชุม" * 30,
    "https://example.org/reports",
)


@given(
    text=st.lists(st.sampled_from(PIECES), min_size=1, max_size=80).map("".join).filter(str.strip),
    width=st.sampled_from((60.0, 120.0, 400.0)),
    lines=st.integers(1, 20),
)
def test_the_lines_of_both_parts_follow_from_those_of_the_whole(text: str, width: float, lines: int) -> None:
    above, rest, until = first_lines(text, lines, width, 14)
    assert "".join((above + rest).split()) == "".join(text.split())
    assert until(len(above)) == lines_needed(above, width, 14)
    assert not above or until(len(above)) <= lines
    counted = lines_of_rest(text, lines_needed(text, width, 14), rest, until, width, 14)
    assert counted == lines_needed(rest, width, 14)


def test_every_line_of_a_cell_of_thousands_is_on_a_page_once() -> None:
    text = "\n".join(map(str, range(8000)))
    pages = []
    rest = text
    while rest:
        above, rest = divided(rest, 200, 14, 600)
        pages.append(above)
    assert "\n".join(pages) == text
    assert len({page.count("\n") for page in pages[:-1]}) == 1

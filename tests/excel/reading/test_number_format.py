"""Numbers and days in the words of their cells: number formats as Excel shows them on a PC set to Thai."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from xl_addin.excel.reading.number_format import NumberFormat, as_shown

# 1 February 2024.
DAY = "45323"
SHOWN = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "number_formats.tsv").read_text("utf-8").splitlines()[1:]
]
"""Numbers as stored, their formats, and how Excel shows them."""


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("d mmm yyyy", "1 ก.พ. 2567"),
        ("d-mmm-yy", "1-ก.พ.-67"),
        ("[$-107041E]d mmm yyyy", "1 ก.พ. 2567"),
        ("[$-D07041E]d mmmm yyyy", "๑ กุมภาพันธ์ ๒๕๖๗"),
        ("[$-41E]d mmm yyyy", "1 ก.พ. 2024"),
        ("[$-1070000]d/mm/yyyy;@", "1/02/2567"),
        ("[$-409]d-mmm-yy;@", "1-Feb-24"),
        ("[$-th-TH]d mmm bb", "1 ก.พ. 67"),
        ("[$-F800]dddd, mmmm dd, yyyy", "พฤหัสบดี, กุมภาพันธ์ 01, 2567"),
        ('"วันที่" d mmmm "พ.ศ." bbbb', "วันที่ 1 กุมภาพันธ์ พ.ศ. 2567"),
        ("mmm-yy", "ก.พ.-67"),
    ],
)
def test_a_day(code: str, shown: str) -> None:
    assert NumberFormat.of(code) == "date"
    assert as_shown(DAY, code) == shown


@pytest.mark.parametrize(("number", "code", "shown"), SHOWN)
def test_a_number_shows_as_its_format_says(number: str, code: str, shown: str) -> None:
    assert as_shown(number, code) == shown


@pytest.mark.parametrize(
    ("number", "code"),
    [(DAY, "[$-411]d mmm yy"), ("5", "[>=5]0;0.0"), ("-1", "d mmm yyyy"), ("1E308", "0"), ("x", "0")],
)
def test_what_we_cannot_tell_is_said_so(number: str, code: str) -> None:
    assert as_shown(number, code) is None


def test_a_day_counted_from_1904() -> None:
    assert as_shown("43861", "d/m/yyyy", date_1904=True) == "1/2/2567"


def test_a_format_stays_what_it_is_between_processes() -> None:
    travelled = pickle.loads(pickle.dumps(NumberFormat.of("0.0%")))
    assert (travelled, travelled.code) == ("percent", "0.0%")

"""What people type becomes a typed value, or a finding that shows what was typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.values.cleaning import STATUSES, finding_of
from xl_addin.model.problems.catalogue import say
from xl_addin.model.problems.problem import Place, Severity
from xl_addin.model.thai.words import thai_digits
from xl_addin.model.values.clean import (
    NumberText,
    Raw,
    Value,
    clean,
    clean_column,
    is_blank,
    show,
)

KINDS = ["baht", "percent", "count", "number", "date", "choice", "text", "long_text"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raw", [None, "", "  \n", "\u00a0", "\u200b\ufeff \u2003"])
def test_what_nobody_can_see_is_blank_and_not_zero(kind: str, raw: Raw) -> None:
    assert is_blank(raw)
    assert clean(kind, raw) == (None, None)
    assert finding_of(kind, raw, required=True) == "required_blank"


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_for_none_that_a_blank_asks_for_is_taken(kind: str) -> None:
    finding = clean(kind, None, required=True).finding
    assert finding is not None
    offered = [sign for sign in ("0", "-") if finding.problem("ช่อง").fix.endswith(f" {sign}")]
    assert offered == {"text": ["-"], "long_text": ["-"], "choice": [], "date": []}.get(kind, ["0"])
    for sign in offered:
        taken = clean(kind, sign, required=True).finding
        assert taken is None or taken.severity is Severity.NOTE


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_that_shows_an_excel_error_has_no_value(kind: str) -> None:
    for error in ("#REF!", "#DIV/0!", "#N/A"):
        cleaned = clean(kind, error)
        assert cleaned.value is None
        assert cleaned.finding is not None
        assert (cleaned.finding.id, cleaned.finding.value) == ("error_cell", error)


@pytest.mark.parametrize("kind", KINDS)
def test_true_and_false_are_no_answer(kind: str) -> None:
    for raw in (True, False):
        cleaned = clean(kind, raw, choices=STATUSES)
        assert cleaned.value is None
        assert cleaned.finding is not None
        assert cleaned.finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("stored", "satang"),
    [
        (NumberText("12500"), 1_250_000),
        (NumberText("1234.56"), 123_456),
        (NumberText("0.1"), 10),
        (NumberText("1E5"), 10_000_000),
        (NumberText("1234.5599999999999"), 123_456),
        (NumberText("1234.5600000001"), 123_456),
        (NumberText("1234567890.1199999"), 123_456_789_012),
        (28516.28, 2_851_628),
        (0.1 + 0.2, 30),
        (7850, 785_000),
        (Decimal("7406"), 740_600),
    ],
)
def test_a_number_cell_is_exact_and_free_of_float_noise(stored: Raw, satang: int) -> None:
    assert clean("baht", stored, minimum=0) == (satang, None)


@given(st.integers(-(10**12), 10**12))
def test_every_amount_that_excel_can_hold_is_read_as_it_was(satang: int) -> None:
    for stored in (repr(satang / 100), f"{satang / 100:.17g}"):
        assert clean("baht", NumberText(stored)) == (satang, None)
    assert clean("baht", satang / 100) == (satang, None)
    typed = clean("baht", thai_digits(show("baht", satang)))
    assert typed.value == satang


@pytest.mark.parametrize(
    ("typed", "satang"),
    [
        ("20,0๐๐", 2_000_000),
        ("๑,08๐", 108_000),
        ("50,000.-บาท", 5_000_000),
        ("50,000.-", 5_000_000),
        ("500 บาท", 50_000),
        ("500.50บาทถ้วน", 50_050),
        ("฿ 500", 50_000),
        ("33,000.00", 3_300_000),
        ("\u200b\u00a0500 ", 50_000),
        ("(500)", -50_000),
        ("−500", -50_000),
        ("500.", 50_000),
        (".5", 50),
    ],
)
def test_an_amount_typed_as_text_is_read_and_said_so(typed: str, satang: int) -> None:
    value, finding = clean("baht", typed)
    assert value == satang
    assert finding is not None
    assert (finding.id, finding.severity) == ("number_read_from_text", Severity.NOTE)
    assert show("baht", satang) in finding.problem("งบประมาณ").message


@pytest.mark.parametrize("dash", ["-", "–", " — ", ".-"])
def test_a_dash_alone_is_zero_money_and_said_so(dash: str) -> None:
    assert clean("baht", dash).value == 0
    assert finding_of("baht", dash) == "dash_read_as_zero"
    assert clean("text", "-") == ("-", None)


@pytest.mark.parametrize("typed", ["1,23", "1.234,50", "12,34,567", "1.234.567", ",500", "1,2345"])
def test_a_comma_or_point_out_of_place_is_not_guessed(typed: str) -> None:
    cleaned = clean("baht", typed)
    assert cleaned.value is None
    assert cleaned.finding is not None
    assert cleaned.finding.id == "ambiguous_number"
    assert f'"{typed}"' in cleaned.finding.problem("งบประมาณ").message


@pytest.mark.parametrize(
    "typed", ["ไม่มี", "3 ล้าน", "100 บาท 50 สตางค์", "20 000", "=5+5", "1e5", "500-600", "(500", "(-5)", "๑/๒"]
)
def test_what_is_not_one_number_is_an_error(typed: str) -> None:
    assert clean("baht", typed).value is None
    assert finding_of("baht", typed) == "not_a_number"


def test_odd_characters_are_shown_with_their_code_points() -> None:
    value, finding = clean("baht", "20\u00a0000\u2024")
    assert value is None
    assert finding is not None
    message = finding.problem("เบิกจ่าย").message
    assert finding.id == "odd_characters"
    assert "U+00A0" in message
    assert "U+2024 \u2024" in message


def test_more_decimals_than_satang_are_an_error_that_counts_rounded_half_up() -> None:
    for raw in (NumberText("12.345"), "12.345", 12.345):
        assert clean("baht", raw).value == 1235
        assert finding_of("baht", raw) == "too_many_decimals"
    assert clean("number", NumberText("0.12345")).value == 1235
    assert finding_of("number", NumberText("0.12345")) == "too_many_decimals_4"
    assert finding_of("count", NumberText("25.5")) == "not_whole_number"


def test_a_negative_amount_is_an_error_only_where_the_column_says_so() -> None:
    assert clean("baht", NumberText("-500")) == (-50_000, None)
    assert finding_of("baht", NumberText("-500"), minimum=0) == "negative_number"
    assert finding_of("baht", "(500)", minimum=0) == "negative_number"
    assert finding_of("count", NumberText("0"), minimum=1) == "below_minimum"
    assert finding_of("percent", NumberText("100.01"), maximum=10_000) == "above_maximum"


def test_a_number_that_breaks_a_limit_is_refused_and_counts_in_no_sum() -> None:
    assert clean("baht", NumberText("-500"), minimum=0).value is None
    assert clean("baht", "๕๐๐-", minimum=0).value is None
    assert clean("count", NumberText("0"), minimum=1).value is None
    assert clean("percent", NumberText("100.01"), maximum=10_000).value is None
    assert clean("baht", "-", minimum=100).value is None


@pytest.mark.parametrize("raw", ["123456789012345", NumberText("1E+15"), NumberText("1E+300"), "9" * 40])
def test_more_digits_than_excel_keeps_are_an_error(raw: Raw) -> None:
    assert clean("baht", raw).value is None
    assert finding_of("baht", raw) == "too_many_digits"


@pytest.mark.parametrize("raw", [NumberText("abc"), NumberText("NaN"), NumberText("Infinity"), float("nan")])
def test_a_damaged_number_cell_is_an_error(raw: Raw) -> None:
    assert finding_of("baht", raw) == "not_a_number"


def test_percents_are_numbers_from_0_to_100_unless_the_cell_is_formatted_as_percent() -> None:
    assert clean("percent", NumberText("12.5")).value == 1250
    assert clean("percent", "12.5%").value == 1250
    assert clean("percent", "ร้อยละ ๑๒.๕").value == 1250
    assert clean("percent", NumberText("0.125"), percent_cell=True) == (1250, None)
    assert clean("percent", "12.5%", percent_cell=True).value == 1250


def test_a_count_may_carry_its_counting_word_but_no_quantity() -> None:
    assert clean("count", "๒๕ คน").value == 25
    assert clean("count", NumberText("25.0")) == (25, None)
    assert finding_of("count", "12 โหล") == "not_a_number"


def test_a_column_gives_all_values_in_order_and_every_finding_with_its_row() -> None:
    raws: list[Raw] = [NumberText("100"), None, "1,23", NumberText("-1"), "๒๐๐", NumberText("100")]
    values, findings = clean_column("baht", raws, minimum=0)
    expected: list[Value] = [10_000, None, None, None, 20_000, 10_000]
    assert values == expected
    assert [(row, finding.id) for row, finding in findings] == [
        (2, "ambiguous_number"),
        (3, "negative_number"),
        (4, "number_read_from_text"),
    ]


def test_a_text_and_a_number_that_look_alike_are_told_apart() -> None:
    _, findings = clean_column("baht", [NumberText("5"), "5", NumberText("5"), "5"])
    assert [row for row, _ in findings] == [1, 3]


def test_a_finding_becomes_a_problem_that_names_column_cell_and_value() -> None:
    finding = clean("baht", "ไม่มี").finding
    assert finding is not None
    place = Place("กลุ่มอำนวยการ.xlsx", "โครงการ", "F12")
    problem = finding.problem("งบประมาณ", place, project="p01", column="budget")
    assert (problem.rule, problem.severity, problem.value) == ("not_a_number", Severity.ERROR, "ไม่มี")
    assert (problem.place, problem.project, problem.column) == (place, "p01", "budget")
    assert "งบประมาณ" in problem.message
    assert problem.fix
    assert "not a number" in finding.problem("Budget", language="en").message


@pytest.mark.parametrize("kind", KINDS)
@given(
    raw=st.one_of(st.text(max_size=40), st.floats(), st.text("0123456789.eE+-", max_size=30).map(NumberText))
)
def test_nothing_that_can_stand_in_a_cell_stops_the_cleaner(kind: str, raw: Raw) -> None:
    cleaned = clean(kind, raw, choices=STATUSES, minimum=0, max_length=20)
    assert cleaned.value is None or isinstance(cleaned.value, int | str)
    assert not isinstance(cleaned.value, bool)
    assert cleaned.value != ""
    if cleaned.finding:
        for language in ("th", "en"):
            problem = cleaned.finding.problem("ช่อง", language=language)
            assert problem.message
            assert problem.fix


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "raw",
    [
        "1" * 32_000 + "x",
        "1, " * 10_000,
        "1" + " " * 32_000 + "x",
        "๑," * 16_000,
        "ก" * 32_000,
        NumberText("1E999999999"),
        NumberText("1E-999999"),
        NumberText("9" * 32_000),
    ],
    ids=lambda raw: raw[:6],
)
def test_a_cell_full_to_the_brim_is_read_like_any_other(kind: str, raw: Raw) -> None:
    cleaned = clean(kind, raw, choices=STATUSES)
    assert cleaned.finding is not None or kind in ("text", "long_text", "baht", "percent", "count", "number")


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    "message_id",
    [
        "required_blank",
        "required_blank_number",
        "required_blank_date",
        "required_blank_choice",
        "not_a_number",
        "negative_number",
        "too_many_decimals",
        "too_many_decimals_4",
        "not_whole_number",
        "unknown_choice",
        "error_cell",
    ],
)
def test_sentences_that_excel_formulas_say_too_need_only_label_and_value(
    message_id: str, language: str
) -> None:
    assert say(message_id, language, label="งบประมาณ", value="x")

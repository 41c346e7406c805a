"""What rules ask of texts is worked out where they are read, and what they say is the same."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.office import Office
from tests.support.returned import register
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.intake.submission import PackedTexts, Submission
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.expressions.text_readings import (
    FEW_TEXTS,
    LONGEST,
    MOST_LETTERS,
    TextCall,
    TextReadings,
    read_ahead,
)
from xl_addin.model.rules.round_check import round_constants
from xl_addin.model.rules.text_calls import text_calls

TEXT = "- ประชุมเมื่อวันที่ 31 เมษายน 2566\n- ครู 5 คน นักเรียน 20 คน รวม 26 คน\n- อบรมวันที่ 1 ธันวาคม 2570 และ"
IMPOSSIBLE, CUT = TextCall("DATES_IMPOSSIBLE", ()), TextCall("CUT_OFF", ())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A group that tells dates that are none, sums that are wrong, and half a sentence."""
    made = Office(tmp_path, register("rayong2"))
    made.put(made.book("plan").fill("P1", bullets=TEXT))
    made.put(made.book("super"), "super.xlsx")
    return made


def consolidated(
    office: Office, changed: Callable[[Submission], Submission] = lambda read: read
) -> tuple[Consolidated, list[Submission]]:
    """The round, and what was read, as changed on its way."""
    read: list[Submission] = []

    def reader(
        files: Sequence[ReturnedFile], function: Callable[[ReturnedFile], Submission], **_: object
    ) -> Iterator[tuple[ReturnedFile, Submission]]:
        for file in files:
            read.append(changed(pickle.loads(pickle.dumps(function(file)))))
            yield file, read[-1]

    return consolidate(office.register, office.folder, 1, read=reader), read


def without_readings(submission: Submission) -> Submission:
    return with_readings(submission, None)


def with_readings(submission: Submission, said: str | None) -> Submission:
    """With another answer to all that was asked of texts, or with none."""
    blocks = []
    for block in submission.blocks:
        packed = {
            key: replace(
                values,
                readings=tuple(
                    row and (None if said is None else (said,) * len(row)) for row in values.readings
                ),
            )
            for key, values in block.values.items()
            if isinstance(values, PackedTexts)
        }
        blocks.append(replace(block, values=block.values | packed))
    return replace(submission, blocks=tuple(blocks))


def test_every_rule_says_the_same_of_texts_that_were_read_ahead(office: Office) -> None:
    ahead, read = consolidated(office)
    later, _ = consolidated(office, without_readings)

    texts = read[0].blocks[0].values["bullets"]
    assert isinstance(texts, PackedTexts)
    assert any("31 เมษายน 2566" in (row or ()) for row in texts.readings)
    told = {problem.rule for problem in ahead.problems}
    assert {
        "bullet_date_impossible",
        "bullet_date_outside_period",
        "bullets_cut_off",
        "bullets_parts",
    } <= told
    assert ahead.problems == later.problems == consolidate(office.register, office.folder, 1).problems


def test_what_was_read_ahead_is_not_worked_out_again(office: Office) -> None:
    found, _ = consolidated(office, lambda one: with_readings(one, "ตามที่อ่านมา"))
    assert any("ตามที่อ่านมา" in problem.message for problem in found.problems)


def test_the_calls_of_a_column_are_those_that_hang_on_its_text_alone(office: Office) -> None:
    constants = round_constants(office.register, 1)
    calls = text_calls(office.register.form, constants)["projects", "bullets"]
    assert {IMPOSSIBLE, CUT} <= set(calls)
    outside = next(call for call in calls if call.function == "TOLD_OUTSIDE")
    assert outside.more == (constants["year_start"], constants["round_end"])


def test_a_long_text_and_many_letters_are_left_to_those_who_ask() -> None:
    assert read_ahead((CUT,), [None, "", "ก" * LONGEST, "ก" * (LONGEST + 1)]) == [None, ("",), ("",), None]
    full = MOST_LETTERS // LONGEST + 1
    many = read_ahead((CUT,), ["ก" * LONGEST] * (full + 1))
    assert [row is None for row in many] == [False] * full + [True]


def test_a_text_that_nobody_has_read_is_worked_out_where_it_is_asked_for() -> None:
    readings = TextReadings()
    readings.learn((CUT, IMPOSSIBLE), [("ก", ("", "อ่านแล้ว")), ("ข", None)])
    readings.learn((IMPOSSIBLE,), [("ค", ("ด้วย",))])
    texts = ["ก", "ข", "ค", "วันที่ 31 เมษายน 2566"]
    which, values = readings.of(IMPOSSIBLE, texts)
    assert [values[one] for one in which] == ["อ่านแล้ว", "", "ด้วย", "31 เมษายน 2566"]
    assert readings.of(TextCall("NO_EFFECT", ()), ["ก"])[1] == [False]


def test_what_was_read_of_many_texts_is_told_once() -> None:
    readings = TextReadings()
    alike = ("", "อ่านแล้ว")
    readings.learn((CUT, IMPOSSIBLE), [(str(number), alike) for number in range(50)])
    readings.learn((IMPOSSIBLE,), [("ค", alike[1:])])
    texts = [*map(str, range(50)), "", "ค", ""]
    which, values = readings.of(IMPOSSIBLE, texts)
    assert [values[at] for at in which] == ["อ่านแล้ว"] * 50 + ["", "อ่านแล้ว", ""]
    assert len(values) == 3
    assert readings.of(CUT, texts)[1] == ["", "", ""]


DATES = (
    "31 เม.ย. 66",
    "5 - 7 ต.ค. 70",
    "๓๐ ก.พ. ๒๕๖๖",
    "29/2/2566",
    "2570-10-21",
    "12 และ 14 พ.ย. 65",
    "31 ธ.ค. ",
    "264 คน",
    "30\n",
    "12 ก.พ. 66",
    "๑๒ ก.พ. 66",
    "3 มีนาคม พ.ศ. 2566 ",
    "30 ก.พ. 2566",
    "ประชุม",
    "และ",
    " ถึงวันที่ ",
)


def test_a_packed_column_is_read_as_its_texts_are() -> None:
    calls = (IMPOSSIBLE, TextCall("TOLD_OUTSIDE", (44835, 45199)))
    told = 0
    for seed in range(80):
        pick = random.Random(seed)
        column = [
            None if not pick.randint(0, 5) else "".join(pick.choices((*DATES, "วันที่ ", " ", "\n", "-"), k=6))
            for _ in range(pick.choice((4, 2 * FEW_TEXTS)))
        ]
        packed = PackedTexts.of(column, calls)
        assert packed.encoding == "cp874"
        assert list(packed.readings) == read_ahead(calls, column)
        told += sum(all(row) for row in packed.readings if row is not None)
    assert told
    invisible = PackedTexts.of(["31\u200bเม.ย. 66"], calls)
    assert invisible.readings == (("31\u200bเม.ย. 66", ""),)


USUAL = TextCall("TOLD_OUTSIDE", (44835, 45199))


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("อบรมวันที่ 12 ก.พ. 66 และประชุม 3 มีนาคม 2566 ที่โรงเรียน", ""),
        ("อบรมวันที่ 12 ก.พ. 66 อีกครั้ง 3 มีนาคม 2567 ที่โรงเรียน", "3 มีนาคม 2567"),
        ("อบรมวันที่ 12 ก.พ. 66 อีกครั้ง จะจัด 3 มีนาคม 2567 ที่โรงเรียน", ""),
        ("อบรมวันที่ 12 ก.พ. 66 คน", ""),
        ("อบรมวันที่ 12 ก.พ. 66 ถึง 3 ต.ค. 66 ที่โรงเรียน", "12 ก.พ. 66 ถึง 3 ต.ค. 66"),
        ("อบรมวันที่ 30 ก.ย., 1 ต.ค. 66 ที่โรงเรียน", "1 ต.ค. 66"),
    ],
)
def test_days_within_the_round_need_no_second_look(text: str, outside: str) -> None:
    for column in ([None, text], [None, *[text] * (FEW_TEXTS + 1)]):
        assert set(PackedTexts.of(column, (USUAL,)).readings) == {None, (outside,)}

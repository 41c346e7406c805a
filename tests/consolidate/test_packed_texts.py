"""Texts of a returned workbook wait packed until the folder has been read, and come out as they were typed."""

from __future__ import annotations

import pickle

import pytest

from xl_addin.consolidate.intake.submission import PackedTexts


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [None],
        ["- จัดอบรมครู 30 คน\n- “ติดตามผล” ร้อยละ 85 – ครบทุกโรงเรียน …", None, "-"],
        ["ยิ้ม 😀", None, "漢字", "ขนาด ½", "ช่องว่าง\u00a0แบบไม่ตัด และ\u200bตัดคำ"],
    ],
)
def test_texts_come_out_as_they_were_typed(texts: list[str | None]) -> None:
    packed: PackedTexts = pickle.loads(pickle.dumps(PackedTexts.of(texts)))
    assert list(packed) == texts
    assert [packed[index] for index in range(len(packed))] == texts


def test_texts_that_a_frame_has_taken_are_held_once_and_are_the_same() -> None:
    packed, other = (PackedTexts.of(["จัดอบรม", None, "ครบ"]) for _ in range(2))
    taken = packed.taken()
    assert taken == ["จัดอบรม", None, "ครบ"] == list(packed)
    assert packed[0] is taken[0] is next(iter(packed))
    assert packed.data == b""
    assert packed == other
    assert pickle.loads(pickle.dumps(packed)).data == other.data


def test_a_thai_letter_takes_one_byte() -> None:
    assert len(PackedTexts.of(["โครงการ" * 100]).data) == 700

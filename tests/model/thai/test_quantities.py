"""Quantities are looked for at digits alone, and found as if every character had been tried."""

from __future__ import annotations

from time import process_time

from tests.rules.lines_of_rules import FOLDER
from xl_addin.model.thai import quantities as reader

PROSE = "ครูและบุคลากรทางการศึกษาในสังกัดได้รับการพัฒนาทักษะการจัดการเรียนรู้และนำไปใช้ในชั้นเรียน จำนวน 45 คน " * 5


def test_looking_at_digits_finds_what_trying_every_character_finds() -> None:
    texts = [line for path in FOLDER.glob("*.tsv") for line in path.read_text(encoding="utf-8").splitlines()]
    for text in [*texts, PROSE, *(f"A4 80 แกรม ขนาด 1.2x2.4 ม. {text}" for text in texts)]:
        plain = reader.with_learnt_units(text)
        every = [match.span() for match in reader._TOKEN.finditer(plain)]
        assert [match.span() for match in reader._tokens(plain, 0, len(plain))] == every, text


def test_words_between_numbers_cost_little() -> None:
    def seconds(read: object) -> float:
        def once() -> float:
            start = process_time()
            for _ in range(20):
                list(read(PROSE))  # type: ignore[operator]
            return process_time() - start

        return min(once() for _ in range(3))

    assert seconds(lambda text: reader._tokens(text, 0, len(text))) * 4 < seconds(reader._TOKEN.finditer)

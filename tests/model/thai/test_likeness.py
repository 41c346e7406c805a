"""Texts that are almost one another."""

from __future__ import annotations

import random

from xl_addin.model.thai.likeness import pieces
from xl_addin.model.thai.slips_in_text import near_text

SENTENCES = tuple(f"กิจกรรมที่ {number} อบรมครูและบุคลากร ณ ห้องประชุม {number * 37} คน" for number in range(30))


def text_of(chosen: random.Random) -> str:
    """Some of the same sentences, and here and there a letter changed."""
    text = "".join(chosen.sample(SENTENCES, chosen.randint(2, 9)))
    for _ in range(chosen.randint(0, len(text) // 12)):
        place = chosen.randrange(len(text))
        text = text[:place] + chosen.choice(("", "ก", "ๆๆ", "\U0001f600")) + text[place + 1 :]
    return text.replace(" ", "")


def test_near_texts_have_four_fifths_of_all_their_pieces_in_common() -> None:
    chosen = random.Random(7)
    told = []
    for _ in range(400):
        one = text_of(chosen)
        other = chosen.choice((one + chosen.choice(SENTENCES).replace(" ", ""), text_of(chosen)))
        ours, theirs = pieces(one), pieces(other)
        alike_in_length = 0.8 < len(one) / len(other) < 1.25
        told.append(near_text(one, other))
        assert told[-1] is (alike_in_length and len(ours & theirs) / len(ours | theirs) >= 0.8)
    assert 40 < sum(told) < 360

"""The template, the pane and the report say the same of whatever is typed, rule by rule, whatever it drags along."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.three_voices import ROUNDS, Voices

GROUPS = {"spm2": "G04", "khonkaen2": "G08", "rayong2": "G04", "chiangmai2": "G04", "yasothon2": "G02"}
AT_ONCE = 20


def differences(voices: Voices, folder: Path, edits: int) -> list[tuple[str, str, str]]:
    """(project, sentence, who alone says it), looked at after every twenty edits; the report at the end."""
    found = []
    for _ in range(edits // AT_ONCE):
        voices.type_at_random(AT_ONCE)
        found += compared("template", voices.template(), "pane", voices.pane())
    begun, pane, report = voices.begun(), voices.pane(), voices.report(folder)
    return found + compared(
        "pane", {id_: pane[id_] for id_ in begun}, "report", {id_: report.get(id_, set()) for id_ in begun}
    )


def compared(
    first: str, said: dict[str, set[str]], second: str, also: dict[str, set[str]]
) -> list[tuple[str, str, str]]:
    found = []
    for project in sorted(said.keys() | also.keys()):
        one, other = said.get(project, set()), also.get(project, set())
        found += [(project, sentence, f"only {first}") for sentence in sorted(one - other)]
        found += [(project, sentence, f"only {second}") for sentence in sorted(other - one)]
    return found


@pytest.mark.parametrize("form_id", ROUNDS)
def test_three_voices_agree_on_forty_edits(form_id: str, tmp_path: Path) -> None:
    voices = Voices(form_id, GROUPS[form_id], tmp_path / "แบบ.xlsx", seed=4)
    assert differences(voices, tmp_path / "returned", 40) == []
    assert sum(map(len, voices.template().values())) >= 1, "the edits must break rules"


@pytest.mark.slow
@pytest.mark.parametrize("form_id", ROUNDS)
def test_three_voices_agree_on_five_hundred_edits(form_id: str, tmp_path: Path) -> None:
    for seed in range(5):
        voices = Voices(form_id, GROUPS[form_id], tmp_path / f"{seed}.xlsx", seed)
        assert differences(voices, tmp_path / f"returned {seed}", 100) == []

"""Every rule on words is known by numbers: how many mistakes it finds, and how often it is wrong about a right line."""

from __future__ import annotations

import pytest

from tests.rules.lines_of_rules import FOLDER, Lines, known, read_lines

FILES = sorted(FOLDER.glob("*.tsv"))
LEAST = 12


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def lines(request: pytest.FixtureRequest) -> Lines:
    return read_lines(request.param)


def test_a_rule_is_tried_on_enough_right_and_wrong_lines(lines: Lines) -> None:
    assert sum(lines.wrong) >= LEAST
    assert len(lines.wrong) - sum(lines.wrong) >= LEAST
    assert len(set(lines.values)) == len(lines.values), "two lines are the same"


def test_a_rule_finds_every_mistake_and_leaves_right_lines_alone(
    lines: Lines, record_property: pytest.FixtureRequest
) -> None:
    told = known(lines)
    print(
        f"{lines.name:24} {len(lines.values):3} lines, precision {told.precision:.3f}, recall {told.recall:.3f}"
    )
    assert (told.missed, told.cried) == ((), ())

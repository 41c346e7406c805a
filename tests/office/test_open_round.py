"""The register that the server works with: the saved one, and the last good one while it cannot be read."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.registers import small_register
from xl_addin.excel.reading.limits import PackageError
from xl_addin.office import open_round as open_round_module
from xl_addin.office.open_round import OpenRound, OpenRounds
from xl_addin.office.state_folder import Source
from xl_addin.register.writer import write_register


def save(path: Path, projects: int) -> None:
    register = small_register("spm2", projects)
    write_register(path, register.form, register)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    save(path, 6)
    return path


@pytest.fixture
def rounds(path: Path) -> OpenRounds:
    return OpenRounds([Source("spm2", str(path), 1, str(path.parent))])


def projects(rounds: OpenRounds) -> int:
    return len(rounds.of("spm2").register.projects)


def test_a_register_that_was_saved_anew_is_read_anew(rounds: OpenRounds, path: Path) -> None:
    assert projects(rounds) == 6

    save(path, 8)

    assert rounds.at_hand("spm2") is None
    assert projects(rounds) == 8


def test_the_last_good_register_stands_while_the_saved_one_cannot_be_read(
    rounds: OpenRounds, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_round_module, "SECONDS_TO_NEXT_TRY", 0)
    projects(rounds)
    path.write_bytes(b"half of it")
    assert projects(rounds) == 6
    path.unlink()
    assert projects(rounds) == 6

    save(path, 8)

    assert projects(rounds) == 8


def test_a_register_that_cannot_be_read_is_not_tried_at_every_live_check(
    rounds: OpenRounds, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects(rounds)
    tried: list[Source] = []

    def fails(source: Source) -> OpenRound:
        tried.append(source)
        raise PackageError("file_damaged", part="")

    monkeypatch.setattr(open_round_module, "_open", fails)
    path.write_bytes(b"half of it")
    for _ in range(10):
        assert projects(rounds) == 6

    assert len(tried) == 1
    assert rounds.at_hand("spm2") is not None


def test_while_one_reads_the_others_go_on_with_what_was_read_before(
    rounds: OpenRounds, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rounds.of("spm2")
    reading, go_on = threading.Event(), threading.Event()

    def slowly(source: Source) -> OpenRound:
        reading.set()
        assert go_on.wait(60)
        return replace(before)

    monkeypatch.setattr(open_round_module, "_open", slowly)
    save(path, 8)
    with ThreadPoolExecutor(1) as other:
        anew = other.submit(rounds.of, "spm2")
        assert reading.wait(60)
        assert rounds.of("spm2") is before
        go_on.set()
        assert anew.result() is not before


def test_a_register_that_was_never_good_is_an_error(tmp_path: Path) -> None:
    rounds = OpenRounds([Source("spm2", str(tmp_path / "nowhere.xlsx"), 1, str(tmp_path))])

    with pytest.raises(OSError, match="nowhere"):
        rounds.of("spm2")

"""An upload is read in a process that waits for the next one, and is told the same whoever reads it."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

from tests.support.registers import small_register
from tests.support.templates import filled_workbook
from xl_addin.office.open_round import OpenRounds
from xl_addin.office.state_folder import Source
from xl_addin.register.writer import write_register
from xl_addin.server.returns.upload_inspection import Inspection, readers


def test_one_reader_reads_the_uploads_of_an_office(tmp_path: Path) -> None:
    register = small_register("spm2", 6)
    write_register(tmp_path / "register.xlsx", register.form, register)
    source = Source("spm2", str(tmp_path / "register.xlsx"), 1, str(tmp_path / "returned"))
    inspect = Inspection(OpenRounds([source]), source.id)
    sent = tmp_path / "sent.xlsx"
    sent.write_bytes(filled_workbook(register, register.groups[0].id))
    try:
        told = [inspect(sent, register.groups[0].id) for _ in range(3)]
        assert len(multiprocessing.active_children()) == 1
    finally:
        readers.end()
    assert told[0].completeness is not None
    assert told[0].completeness.entries
    assert told == [told[0]] * 3
    assert multiprocessing.active_children() == []

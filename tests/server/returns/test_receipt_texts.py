"""Whoever sends a file is told what to do with it: not what the planning officer is told of a returned one."""

from __future__ import annotations

from collections import defaultdict

import pytest

from xl_addin.model.problems.catalogue import catalogue
from xl_addin.model.problems.problem import Place, Problem, Severity
from xl_addin.server.returns.upload_inspection import to_sender

READING = ("file_", "identity_missing", "identity_broken", "identity_disagrees", "book_", "table_", "column_")
_OF_FOLDERS = (
    "not_downloaded being_written locked no_permission vanished is_no_file path_too_long "
    "cannot_be_opened empty"
)
NOT_OF_AN_UPLOAD = {f"file_{what}" for what in _OF_FOLDERS.split()}
"""Of files in a folder; a body without bytes is refused before it is read."""

RULES = [
    rule
    for rule, message in catalogue().items()
    if rule.startswith(READING) and message.severity is Severity.ERROR and rule not in NOT_OF_AN_UPLOAD
]


@pytest.mark.parametrize("rule", RULES)
def test_advice_for_the_sender_is_not_about_the_sender(rule: str) -> None:
    message = catalogue()[rule]
    filled = defaultdict(str, value="x")
    told = Problem(
        rule, Severity.ERROR, message.text["th"].format_map(filled), message.fix["th"].format_map(filled)
    )

    said = to_sender(told)
    assert said.fix
    for wrong in ("ให้กลุ่ม", "กับกลุ่ม", "จากกลุ่มอีก", "รวมใหม่", "ในโฟลเดอร์", "ในทะเบียน"):
        assert wrong not in said.message + said.fix


def test_the_hidden_sheet_is_not_named() -> None:
    told = Problem("identity_broken", Severity.ERROR, "", "", Place("x.part", "_form"), value="'group_id'")

    said = to_sender(told)
    assert said.place == Place()
    assert "group_id" not in said.message

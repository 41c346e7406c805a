"""The list of tests that the everyday suite leaves out names tests that exist, and is made by their length."""

from __future__ import annotations

from pathlib import Path

from tests.slow_tests import ROOT, longest, marked_by_hand, measured, slow_tests

REPORT = """<testsuites><testsuite>
<testcase classname="tests.test_slow_tests" name="test_one[a]" time="1.5"/>
<testcase classname="tests.test_slow_tests" name="test_one[b.c]" time="2"/>
<testcase classname="tests.register.test_writer.TestPrinted" name="test_two" time="0.25"/>
</testsuite></testsuites>"""


def test_every_slow_test_exists() -> None:
    names = slow_tests()
    assert names
    gone = []
    for name in names:
        file, *_, function = name.split("::")
        path = ROOT / file
        if not path.exists() or f"def {function}(" not in path.read_text(encoding="utf-8"):
            gone.append(name)
    assert sorted(gone) == []


def test_the_longest_are_left_out_until_the_rest_fits() -> None:
    assert longest({"a": 5.0, "b": 3.0, "c": 2.0, "d": 1.0}, 3.0) == ["a", "b"]
    assert longest({"a": 5.0}, 5.0) == []


def test_cases_of_a_function_are_added_up_under_pytest_s_name(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")
    assert measured(report) == {
        "tests/test_slow_tests.py::test_one": 3.5,
        "tests/register/test_writer.py::TestPrinted::test_two": 0.25,
    }


def test_a_mark_by_hand_is_seen_on_a_function_and_on_a_file() -> None:
    alone = "tests/rules/test_three_voices.py::test_three_voices_agree_on_five_hundred_edits"
    whole = "tests/addin/test_two_hosts.py::test_both_hosts_ask_the_server_the_same"
    other = "tests/rules/test_three_voices.py::test_three_voices_agree_on_forty_edits"
    assert marked_by_hand([alone, whole, other]) == {alone, whole}

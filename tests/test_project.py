"""The project as a whole: its rooms, its messages, and what must never stand in its files."""

from __future__ import annotations

import ast
import re
import shutil
import string
import subprocess
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests.support.source_code import tree_of
from tests.support.source_code.imports import arrows, imports, modules, room_of
from tests.support.source_code.names import names_with, unused_names
from tests.support.source_code.waits import waits

ROOT = Path(__file__).parents[1]

TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "pyproject.toml",
    "scripts",
    "tests",
    "workbook_templates",
    "xl_addin",
}

# Rooms from the bottom up, with the rooms inside them: a room imports from its own and from those above it
# in this list, never from those below it.
ROOMS = {
    "model": ("problems", "thai", "values", "expressions", "notation", "form", "", "rules"),
    "excel": ("", "reading", "writing", "marking"),
    "form_workbook": ("",),
    "previous": ("",),
    "register": ("", "lists"),
    "template": ("shared", "table", "pages", ""),
    "consolidate": ("intake", ""),
    "report": ("book", "table", "printed", "breakdown", "worksheets", "export", ""),
    "corrections": ("",),
    "office": ("",),
    "offices": ("",),
    "server": ("security", "live", "returns", "officer", "", "project"),
    "officer_page": ("",),
    "demo": ("",),
    "commands": ("",),
}
MOST_FILES = 25
MOST_LINES = 350
MOST_TEST_LINES = 400
PICTURES = frozenset(
    [
        "belonging",
        "desk",
        "door",
        "doors",
        "entrance",
        "gate",
        "house",
        "placing",
        "quiet",
        "shelf",
        "standing",
    ]
)
"""Words that tell a newcomer nothing of the trade: a name says what a thing is."""
SHORT_WAITS = {
    "tests/server/test_attacks.py: settimeout(0.01)": "looks whether anything has come, and waits for nothing",
    "tests/server/returns/test_upload_folder.py: wait(0.2)": "gives a fault time to show; longer finds no more",
    "tests/server/test_attacks.py: USUAL_SECONDS = 1.0": "so long answers are measured; its end decides nothing",
    "tests/excel/reading/test_package.py: wait(0.005)": "asks again until it is so",
    "tests/excel/reading/test_process_pool.py: outcomes(timeout_seconds=0.5)": "processor time, not a clock's",
}

EXCEL_LIBRARIES = {
    "ironcalc",
    "msoffcrypto",
    "olefile",
    "openpyxl",
    "python_calamine",
    "xlrd",
    "xlsxwriter",
    "xlwings",
    "xlwings_server",
}
SERVER_LIBRARIES = {"fastapi", "starlette", "uvicorn", "xlwings", "xlwings_server"}

# Hosts are spelt with a character class, so that this file does not name them either.
INDEX_HOSTS = re.compile(
    r"pyp[i]\.(org|io|python)|pythonhoste[d]\.|npmj[s]\.(org|com)|yarnpk[g]\.com|deb[i]an\.org"
    r"|index-ur[l]|trusted-hos[t]",
    re.IGNORECASE,
)
EMAIL = re.compile(
    r"(?<![\\\w.+-])[\w.+-]+@(?!(?:[\w-]+\.)*example\.)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE
)
PHONE = re.compile(r"(?<![\w.,/-])(?:0|\+66[- ]?)[2-9]\d?[- ]?\d{3}[- ]?\d{3,4}(?![\w.,-])")
CLAIM = re.compile(
    r"(?<!not )(?<!not\n)(?<!never )(?<!never\n)(?<!not been )(?<!not been\n)"
    r"\b(?:tested|verified|proven|checked)\s+(?:in|with|on|against)"
    r"\s+(?:(?:microsoft|real|desktop|ms)\s+)?excel\b"
    r"|ทดสอบ(?:กับ|ใน|บน)\s*(?:โปรแกรม\s*)?(?:microsoft\s+)?excel\s*แล้ว",
    re.IGNORECASE,
)
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """The files that git keeps, as paths below the project's folder."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git clone: git clone the project (apt-get install git) to check its files")
    # CI's clone may belong to another user than the one who runs the tests.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def texts(tracked: list[Path]) -> list[tuple[str, str]]:
    """All text that the project ships, with its place; workbooks are read part by part."""
    return [text for path in tracked for text in _texts(path)]


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    content = (ROOT / path).read_bytes()
    if zipfile.is_zipfile(ROOT / path):
        with zipfile.ZipFile(ROOT / path) as package:
            for part in package.namelist():
                yield f"{path}!{part}", package.read(part).decode("utf-8", errors="ignore")
    elif b"\0" not in content:
        yield str(path), content.decode("utf-8", errors="replace")


def _found(pattern: re.Pattern[str], texts: list[tuple[str, str]]) -> list[str]:
    return [
        f"{place}, line {text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for place, text in texts
        for match in pattern.finditer(text)
    ]


def test_the_top_level_holds_only_what_the_design_names(tracked: list[Path]) -> None:
    assert {path.parts[0] for path in tracked} - TOP_LEVEL == set()


def test_no_file_names_a_package_index(texts: list[tuple[str, str]]) -> None:
    assert _found(INDEX_HOSTS, texts) == []


def test_no_file_holds_an_email_address(texts: list[tuple[str, str]]) -> None:
    assert _found(EMAIL, texts) == []


def test_no_file_holds_a_phone_number(texts: list[tuple[str, str]]) -> None:
    assert _found(PHONE, [(place, text.translate(THAI_DIGITS)) for place, text in texts]) == []


def test_no_file_claims_that_excel_was_there(texts: list[tuple[str, str]]) -> None:
    assert _found(CLAIM, texts) == []


@pytest.mark.parametrize(
    ("pattern", "caught", "let_through"),
    [
        (EMAIL, ["planning.", "@", "office.go.th"], "planning@example.com @types/office-js @pytest.fixture"),
        (PHONE, ["02 123", " 4567"], "0123456789 1,234,567.89 0.812345678 02-10-2566"),
        (PHONE, ["081-", "234-", "5678"], "๐๑๒๓๔๕๖๗๘๙ 2569-0812345678"),
        (PHONE, ["+66 ", "81 234 5678"], "+66"),
        (
            CLAIM,
            ["It was tested ", "in Microsoft Excel."],
            "It was not tested in Excel. Never tested in Excel.",
        ),
        (INDEX_HOSTS, ["pyp", "i.org"], "the package index"),
    ],
)
def test_the_searches_of_this_file_find_what_they_are_for(
    pattern: re.Pattern[str], caught: list[str], let_through: str
) -> None:
    assert pattern.search("".join(caught))
    assert not pattern.search(let_through.translate(THAI_DIGITS))


def test_every_dependency_is_pinned_and_the_pins_say_nothing_else() -> None:
    pins = {}
    for line in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = re.fullmatch(r"([A-Za-z0-9._-]+)==([\w.+!]+)( ; .+)?", line)
            assert pin, f"not a pin: {line}"
            pins[_normal(pin[1])] = pin[2]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {_normal(re.match(r"[A-Za-z0-9._-]+", requirement)[0]) for requirement in asked}
    assert names - pins.keys() - {"tidtam"} == set()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_a_python_that_is_too_old_is_refused_with_what_to_say(tmp_path: Path) -> None:
    if shutil.which("make") is None:
        pytest.skip("make is missing: apt-get install make")
    for name in ("Makefile", "pyproject.toml", ".ci/constraints.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    old = tmp_path / "python3.9"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1\n')
    old.chmod(0o755)
    refused = subprocess.run(
        ["make", "demo", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "needs Python 3.11 or newer" in refused.stderr
    assert "Python 3.9.2" in refused.stderr
    assert "make demo PYTHON=python3.12" in refused.stderr


def test_a_room_imports_only_rooms_below_it() -> None:
    order = [(room, inner) for room, inside in ROOMS.items() for inner in inside]
    upward = [said for own, other, said in arrows() if order.index(other) > order.index(own)]
    assert upward == []


def test_no_two_rooms_make_a_circle() -> None:
    pairs = {(own, other) for own, other, _ in arrows()}
    assert {pair for pair in pairs if pair[::-1] in pairs} == set()


def test_nobody_knows_the_commands_or_the_tests() -> None:
    known = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sorted((ROOT / "xl_addin").rglob("*.py"))
        for module, _ in imports(path)
        if module.split(".")[0] in {"scripts", "tests"}
    ]
    assert known == []


def test_every_room_of_the_package_has_its_place_in_the_order() -> None:
    rooms = {
        room_of(".".join(path.relative_to(ROOT).parent.parts))
        for path in (ROOT / "xl_addin").rglob("*.py")
        if path.parent != ROOT / "xl_addin"
    }
    assert rooms - {(room, inner) for room, inside in ROOMS.items() for inner in inside} == set()


def test_no_folder_is_too_full_to_read_at_a_glance(tracked: list[Path]) -> None:
    files = Counter(path.parent for path in tracked if path.suffix == ".py")
    assert {str(folder): number for folder, number in files.items() if number > MOST_FILES} == {}


def test_no_file_of_the_package_is_too_long_to_read_in_one_sitting() -> None:
    lines = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8").count("\n")
        for path in (ROOT / "xl_addin").rglob("*.py")
    }
    assert {file: number for file, number in lines.items() if number > MOST_LINES} == {}


def test_no_test_file_is_too_long_to_read_in_one_sitting(tracked: list[Path]) -> None:
    files = [path for path in tracked if path.parts[0] == "tests" and path.suffix == ".py"]
    lines = {str(path): (ROOT / path).read_text(encoding="utf-8").count("\n") for path in files}
    assert {file: number for file, number in lines.items() if number > MOST_TEST_LINES} == {}


def test_no_wait_of_less_than_a_minute_decides_anything() -> None:
    short = {
        f"{file.relative_to(ROOT).as_posix()}: {wait}"
        for file in sorted((ROOT / "tests").rglob("*.py"))
        for wait in waits(tree_of(file))
    }
    assert short - SHORT_WAITS.keys() == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("event.wait(30)", ["wait(30)"]),
        ("page.click('a', timeout=15_000)", ["click(timeout=15000)"]),
        ("asyncio.wait_for(asked, 20)", ["wait_for(20)"]),
        ("PATIENCE = 15_000", ["PATIENCE = 15000"]),
        ("httpx.get(url)", ["httpx.get without timeout"]),
        ("START_SECONDS = 2.0", ["START_SECONDS = 2.0"]),
        ("event.wait(60); get(url, timeout=90); PATIENCE = 90_000; ', '.join(names)", []),
    ],
)
def test_a_short_wait_is_found(source: str, found: list[str]) -> None:
    assert list(waits(ast.parse(source))) == found


def test_every_name_of_the_package_is_used_outside_the_tests() -> None:
    assert unused_names() == {}


def test_no_name_is_a_picture() -> None:
    assert names_with(PICTURES) == {}


def test_the_report_takes_only_the_consolidation_s_classes() -> None:
    functions = [
        f"{path.relative_to(ROOT)} imports {module}: {', '.join(names)}"
        for path in modules("report")
        for module, names in imports(path)
        if module.startswith("xl_addin.consolidate")
        and not (names and all(name[0].isupper() for name in names))
    ]
    assert functions == []


@pytest.mark.parametrize(
    ("rooms", "libraries"),
    [
        (["model"], EXCEL_LIBRARIES),
        (
            [room for room in ROOMS if room not in {"server", "officer_page", "demo", "commands"}],
            SERVER_LIBRARIES,
        ),
    ],
    ids=["the model knows no Excel library", "only the server knows its libraries"],
)
def test_libraries_stay_in_their_room(rooms: list[str], libraries: set[str]) -> None:
    strangers = [
        f"{path.relative_to(ROOT)} imports {module}"
        for room in rooms
        for path in modules(room)
        for module, _ in imports(path)
        if module.split(".")[0] in libraries
    ]
    assert strangers == []


def _messages() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted((ROOT / "xl_addin" / "model" / "problems" / "messages").glob("*.toml")):
        for key, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            yield f"{path.name}: {key}", entry


def _placeholders(*sentences: str) -> set[str]:
    return {
        re.split(r"[.\[]", name)[0]
        for sentence in sentences
        for _, name, _, _ in string.Formatter().parse(sentence)
        if name is not None
    }


def test_every_message_is_whole_in_both_languages() -> None:
    wrong = []
    for key, entry in _messages():
        if entry.keys() - {"severity", "th", "en", "fix_th", "fix_en"}:
            wrong.append(f"{key}: keys {sorted(entry)}")
        elif not all(entry.get(name, "").strip() for name in ("th", "en", "severity")):
            wrong.append(f"{key}: th, en or severity is missing")
        elif entry["severity"] not in {"error", "warning", "note"}:
            wrong.append(f"{key}: severity {entry['severity']}")
        elif not re.search("[ก-๙]", entry["th"]) or re.search("[ก-๙]", entry["en"]):
            wrong.append(f"{key}: th is not Thai, or en is")
        elif ("fix_th" in entry) != ("fix_en" in entry):
            wrong.append(f"{key}: only one language says how to put it right")
        elif _placeholders(entry["th"], entry.get("fix_th", "")) != _placeholders(
            entry["en"], entry.get("fix_en", "")
        ):
            wrong.append(f"{key}: the languages name different values")
    assert wrong == []


def test_what_stops_a_user_says_how_to_put_it_right() -> None:
    silent = [
        key for key, entry in _messages() if entry.get("severity") == "error" and not entry.get("fix_th")
    ]
    assert silent == []

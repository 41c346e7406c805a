"""Derive office_members.json from Microsoft's typings of Office.js. Run by hand when the emulator grows:

    npm install @types/office-js
    python -m tests.excel_host.derive_members node_modules/@types/office-js

For every class that the emulator plays: its members, each with the requirement set that brought it.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

MEMBERS_FILE = Path(__file__).with_name("office_members.json")
CLASSES_FILE = Path(__file__).parent / "page" / "excel_classes.js"

# Classes of the common API, and functions and objects of the Excel namespace itself.
COMMON = ("Actions", "Addin", "Document", "File", "Ribbon")
_CLASS = re.compile(r"^    (?:export )?(?:abstract )?(?:class|interface) (\w+)")
_MEMBER = re.compile(r"^        (?:readonly )?(\w+)(?:\(|\??:|<)")
_FUNCTION = re.compile(r"^    (?:export )?function (\w+)")
_SET = re.compile(r"\[Api set: ([^\]]+)\]")


def namespace(source: str, name: str) -> str:
    """The text of all blocks `declare namespace <name>`."""
    starts = [
        m.end() for m in re.finditer(rf"^(?:export )?declare namespace {name} \{{$", source, re.MULTILINE)
    ]
    return "\n".join(source[start : source.index("\n}", start)] for start in starts)


def members(block: str, wanted: set[str]) -> dict[str, dict[str, str]]:
    """Class -> member -> requirement set ("" where the typings name none)."""
    found: dict[str, dict[str, str]] = {name: {} for name in sorted(wanted)}
    current, documented, class_set = "", "", ""
    for line in block.split("\n"):
        if line.strip().startswith("/**"):
            documented = ""
        told = _SET.search(line)
        documented = told[1] if told else documented
        opened = _CLASS.match(line)
        if opened:
            current, class_set, documented = opened[1], documented, ""
        elif line.startswith("    }"):
            current = ""
        elif current in wanted and (member := _MEMBER.match(line)):
            found[current].setdefault(member[1], documented or class_set)
            documented = ""
        elif not current and (function := _FUNCTION.match(line)):
            found.setdefault("Excel", {})[function[1]] = documented
            documented = ""
    return found


def main(package: Path) -> None:
    source = (package / "index.d.ts").read_text(encoding="utf-8")
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    played = set(re.findall(r"^  (\w+): \{", CLASSES_FILE.read_text(encoding="utf-8"), re.MULTILINE))
    excel = members(namespace(source, "Excel"), played)
    office = members(namespace(source, "Office"), set(COMMON))
    derived = {
        "typings": f"@types/office-js {version}",
        "classes": {name: excel[name] for name in sorted(excel)} | {name: office[name] for name in COMMON},
    }
    text = json.dumps(derived, ensure_ascii=False, indent=1, sort_keys=True)
    MEMBERS_FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Who imports whom: the arrows between the rooms of the package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.source_code import tree_of

ROOT = Path(__file__).parents[3]


def imports(path: Path) -> Iterator[tuple[str, list[str]]]:
    """(module, names) of every import in a file, relative ones resolved; names is empty for `import x`."""
    here = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level] if node.level else ()
            names = [alias.name for alias in node.names]
            module = ".".join([*above, *([node.module] if node.module else [])])
            if module == "xl_addin":
                yield from ((f"xl_addin.{name}", []) for name in names)
            else:
                yield module, names


def modules(room: str) -> list[Path]:
    return sorted((ROOT / "xl_addin" / room).rglob("*.py"))


def room_of(module: str) -> tuple[str, str]:
    """The room and the room inside it ("" for none) of a module's dotted name."""
    parts = module.split(".")[1:]
    room, inner = parts[0], parts[1] if len(parts) > 1 else ""
    return room, inner if (ROOT / "xl_addin" / room / inner).is_dir() and inner else ""


def arrows() -> Iterator[tuple[tuple[str, str], tuple[str, str], str]]:
    """(from room, to room, which import) of every import between two rooms of the package."""
    for path in sorted((ROOT / "xl_addin").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        own = room_of(".".join(parts if path.name == "__init__.py" else parts[:-1]))
        for module, names in imports(path):
            if not module.startswith("xl_addin.") or not (ROOT / Path(*module.split(".")[:2])).is_dir():
                continue
            for name in names or [""]:
                whole = f"{module}.{name}"
                folder = ROOT / Path(*module.split("."))
                target = whole if (folder / f"{name}.py").exists() else module
                room = room_of(target)
                if room != own:
                    yield own, room, f"{path.relative_to(ROOT)} imports {whole}"

"""Names in the source: those that nothing but tests uses, and those that are pictures."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.support.source_code import tree_of

ROOT = Path(__file__).parents[3]
WORD = re.compile(r"[A-Za-z_]\w*")
_CALLED_BY = """
typer: format_commands
lark: negate
pydantic: _with_parts _holds_together
fastapi: upload_page job_state report_file template_file
asyncio: eof_received
uvicorn: send_400_response
xml.sax: startElementNS endElementNS
XlsxWriter: _xml_formula_element _prepare_formula _write_sst_strings _write_shared_strings_file _get_packager
XlsxWriter, too: _write_rows _write_hyperlinks
io: writable
"""
CALLED_FROM_ELSEWHERE = {
    name for line in _CALLED_BY.strip().splitlines() for name in line.partition(": ")[2].split()
}


def _defined(tree: ast.Module) -> Iterator[str]:
    """Functions, classes and methods of a module, and its constants."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))


def _words(path: Path) -> list[str]:
    """Names in a file; what its documentation says is no use of them."""
    text = path.read_text(encoding="utf-8")
    return WORD.findall(re.sub(r'"""(?:.|\n)*?"""', "", text) if path.suffix == ".py" else text)


def names_with(words: frozenset[str]) -> dict[str, str]:
    """Functions and classes of package and tests that have one of these words in their name -> their file."""
    files = [path for folder in ("xl_addin", "tests", "scripts") for path in (ROOT / folder).rglob("*.py")]
    return {
        name: str(path.relative_to(ROOT))
        for path in files
        for name in (path.stem, *_defined(tree_of(path)))
        if not words.isdisjoint(re.findall("[a-z]+", re.sub("([A-Z])", r"_\1", name).lower()))
        and not name.startswith("test_")
    }


def unused_names() -> dict[str, str]:
    """Functions, classes, methods and constants that stand once in package, commands and forms -> their file."""
    folders = ("xl_addin", "scripts", "workbook_templates")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    files += [ROOT / "pyproject.toml"]
    used = Counter(
        word
        for path in files
        if path.suffix in {".py", ".toml", ".j2", ".js", ".html"}
        for word in _words(path)
    )
    return {
        name: str(path.relative_to(ROOT))
        for path in files
        if path.suffix == ".py" and path.is_relative_to(ROOT / "xl_addin")
        for name in _defined(tree_of(path))
        if used[name] < 2 and not name.startswith("__") and name not in CALLED_FROM_ELSEWHERE
    }

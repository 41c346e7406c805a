"""Every part of a workbook that the tests make is XML that a strict parser takes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import etree

from xl_addin.excel.writing.atomic_file import atomic_write


def ill_formed_parts(path: Path) -> dict[str, str]:
    """The parts that are no XML, with the parser's words; pictures aside."""
    found = {}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".vml")):
                try:
                    etree.fromstring(package.read(name))
                except etree.XMLSyntaxError as error:
                    found[name] = str(error)
    return found


@contextmanager
def checked_write(path: Path | str) -> Iterator[Path]:
    """`atomic_write` as the tests have it: a report of which a part is no XML is never put in place."""
    with atomic_write(path) as growing:
        yield growing
        found = ill_formed_parts(growing) if zipfile.is_zipfile(growing) else {}
        assert found == {}, f"{Path(path).name}: {found}"


def link_targets(path: Path) -> list[str]:
    """Where the links of all sheets lead."""
    targets = []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/_rels/"):
                root = etree.fromstring(package.read(name))
                targets += [
                    entry.get("Target", "") for entry in root if entry.get("Type", "").endswith("/hyperlink")
                ]
    return targets

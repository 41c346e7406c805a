"""The parts of a workbook being changed: contents, relationships and content types, each part but those as it was."""

from __future__ import annotations

import posixpath
import re
from xml.sax.saxutils import quoteattr

from xl_addin.excel.marking.xml_places import elements, prefix_of, put_into, start_tag, utf8, whole
from xl_addin.excel.reading.cell_patch import zipped
from xl_addin.excel.reading.limits import ReadLimits
from xl_addin.excel.reading.package import open_package
from xl_addin.excel.reading.package_parts import Relationship, relationships

TYPES = "[Content_Types].xml"
TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ID = re.compile(r'\bId\s*=\s*"([^"]*)"')
NUMBER = re.compile(r"\d+")


class Edited:
    """One workbook's parts by name. Raises PackageError for a file that is none, ValueError for odd parts."""

    def __init__(self, workbook: bytes, limits: ReadLimits | None = None) -> None:
        package = open_package(workbook, limits)
        self._parts = {name: package.part(name) for name in package.names if not name.endswith("/")}
        self._names = {name.lower(): name for name in self._parts}
        self.main = self._main()
        self.strict = b"purl.oclc.org/ooxml" in self.part(self.main)

    def _main(self) -> str:
        found = [one.target for one in relationships(self, "").values() if one.kind == "officedocument"]
        if not found or found[0] not in self:
            raise ValueError("no workbook part")
        return found[0]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def part(self, name: str) -> bytes:
        return self._parts[self._names[name.lower()]]

    def xml(self, name: str) -> bytes:
        """The part in UTF-8."""
        return utf8(self.part(name))

    def put(self, name: str, content: bytes) -> None:
        """A part's new content, or a new part."""
        self._parts[self._names.setdefault(name.lower(), name)] = content

    def remove(self, name: str) -> None:
        """A part and what is said of it in the content types."""
        self._parts.pop(self._names.pop(name.lower()), None)
        rels = rels_of(name)
        if rels in self:
            del self._parts[self._names.pop(rels.lower())]
        types = self.xml(TYPES)
        for one in elements(types):
            if one.local == "Override" and f'"/{name}"'.lower() in start_tag(types, one).lower():
                start, end = whole(types, one)
                self.put(TYPES, types[:start] + types[end:])
                return

    def zipped(self) -> bytes:
        """The workbook's file."""
        return zipped(self._parts)

    def relationships(self, part: str) -> dict[str, Relationship]:
        return dict(relationships(self, part))

    def related(self, part: str, kind: str) -> str | None:
        """The first part inside the package to which a part is related so."""
        for one in self.relationships(part).values():
            if one.kind == kind and not one.external and one.target in self:
                return one.target
        return None

    def relate(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another; gives the id."""
        rels = rels_of(part)
        base = STRICT if self.strict else TRANSITIONAL
        if rels not in self:
            self.put(
                rels, f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{PACKAGE}"/>'.encode()
            )
        xml = self.xml(rels)
        found = elements(xml)
        taken = {match[1] for one in found[1:] if (match := ID.search(start_tag(xml, one)))}
        id_ = next(f"rId{n}" for n in range(len(taken) + 1, 2 * len(taken) + 2) if f"rId{n}" not in taken)
        line = f'<{prefix_of(found)}Relationship Id="{id_}" Type="{base}/{kind}" Target={quoteattr("/" + target)}/>'
        self.put(rels, put_into(xml, found[0], line))
        return id_

    def unrelate(self, part: str, id_: str) -> None:
        """Take a relationship away."""
        rels = rels_of(part)
        xml = self.xml(rels)
        for one in elements(xml)[1:]:
            match = ID.search(start_tag(xml, one))
            if match and match[1] == id_:
                start, end = whole(xml, one)
                self.put(rels, xml[:start] + xml[end:])
                return

    def free_name(self, pattern: str) -> str:
        """A part name that is not taken: "xl/comments{}.xml" with a number."""
        return next(name for n in range(1, 10_000) if (name := pattern.format(n)) not in self)

    def declare(self, part: str, content_type: str) -> None:
        """Say what a new part is."""
        self._say(f'Override PartName={quoteattr("/" + part)} ContentType="{content_type}"')

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Say what parts of an ending are, unless that is said."""
        if not re.search(rf'Extension\s*=\s*"{ending}"', self.xml(TYPES).decode(), re.IGNORECASE):
            self._say(f'Default Extension="{ending}" ContentType="{content_type}"')

    def _say(self, words: str) -> None:
        types = self.xml(TYPES)
        found = elements(types)
        self.put(TYPES, put_into(types, found[0], f"<{prefix_of(found)}{words}/>"))


def rels_of(part: str) -> str:
    """The part that holds a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")

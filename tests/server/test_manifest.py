"""The manifest that staff PCs install: its order of parts, this office's address, nobody else's."""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from lxml import etree

from tests.excel_host.office import FurnishedOffice
from xl_addin.office.state_folder import Office, State, StateError, set_up
from xl_addin.server.app import PROJECT, manifest_id
from xl_addin.server.setup import manifest

APP = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
OVERRIDES = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
BASIC = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
OFFICE = Office('ติดตาม สพป. "ตัวอย่าง" <1> & 2', "plan.office.example", 8443)

# The order that Microsoft's schema (OfficeAppManifestV1_1.xsd, TaskPaneAppVersionOverridesV1_0.xsd) asks for.
ROOT_ORDER = [
    "Id",
    "Version",
    "ProviderName",
    "DefaultLocale",
    "DisplayName",
    "Description",
    "IconUrl",
    "HighResolutionIconUrl",
    "SupportUrl",
    "AppDomains",
    "Hosts",
    "Requirements",
    "DefaultSettings",
    "Permissions",
    "VersionOverrides",
]


@pytest.fixture
def root() -> etree._Element:
    return etree.fromstring(manifest(OFFICE).encode())


def test_the_parts_stand_in_the_schemas_order(root: etree._Element) -> None:
    assert [etree.QName(child).localname for child in root] == ROOT_ORDER
    assert root.get(f"{XSI}type") == "TaskPaneApp"
    form_factor = root.find(f".//{OVERRIDES}DesktopFormFactor")
    assert [etree.QName(child).localname for child in form_factor] == [
        "GetStarted",
        "FunctionFile",
        "ExtensionPoint",
    ]
    host = form_factor.getparent()
    assert [etree.QName(child).localname for child in host] == ["Runtimes", "DesktopFormFactor"]
    resources = root.find(f".//{OVERRIDES}Resources")
    kinds = [etree.QName(child).localname for child in resources]
    assert kinds == ["Images", "Urls", "ShortStrings", "LongStrings"]


def test_the_tab_and_its_buttons_have_their_parts_in_order(root: etree._Element) -> None:
    def parts(name: str) -> list[list[str]]:
        return [[etree.QName(child).localname for child in one] for one in root.iter(f"{OVERRIDES}{name}")]

    assert parts("CustomTab") == [["Group", "Group", "Label"]]
    assert parts("Group") == [["Label", "Icon", *["Control"] * 3]] * 2
    opening, *pressing = parts("Control")
    assert opening == ["Label", "Supertip", "Icon", "Action"]
    assert pressing == [[*opening, "Enabled"]] * 5
    assert parts("Supertip") == [["Title", "Description"]] * 6
    assert parts("Action") == [["TaskpaneId", "SourceLocation"], *[["FunctionName"]] * 5]
    assert parts("GetStarted") == [["Title", "Description", "LearnMoreUrl"]]
    assert [[child.get("size") for child in icon] for icon in root.iter(f"{OVERRIDES}Icon")] == [
        ["16", "32", "80"]
    ] * 8


def test_every_button_of_the_ribbon_is_one_that_the_pane_answers(root: etree._Element) -> None:
    script = (PROJECT / "static" / "js" / "tidtam" / "ribbon.js").read_text(encoding="utf-8")
    answered = {f"tidtam{name}" for name in re.findall(r"^  (\w+): \{ presses:", script, re.MULTILINE)}
    assert {one.text for one in root.iter(f"{OVERRIDES}FunctionName")} == answered
    assert {one.text for one in root.iter(f"{OVERRIDES}Enabled")} == {"false"}


def test_the_ribbon_speaks_thai_and_english(root: etree._Element) -> None:
    for text in root.iter(f"{BASIC}String"):
        (english,) = text.iter(f"{BASIC}Override")
        assert english.get("Locale") == "en-US"
        assert re.search("[ก-๙]", text.get("DefaultValue"))
        assert english.get("Value").isascii()


def test_the_identity_and_version_are_of_the_form_that_excel_takes(root: etree._Element) -> None:
    assert uuid.UUID(root.find(f"{APP}Id").text).version == 4
    assert re.fullmatch(r"\d{1,5}(\.\d{1,5}){3}", root.find(f"{APP}Version").text)
    assert root.find(f"{APP}DefaultLocale").text == "th-TH"
    assert root.find(f"{APP}Permissions").text == "ReadWriteDocument"
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(len(id_) <= 125 for id_ in ids)
    assert all(len(e.get("resid")) <= 32 for e in root.iter() if e.get("resid"))


def test_the_texts_of_the_root_are_short_enough(root: etree._Element) -> None:
    for name, limit in (("DisplayName", 125), ("Description", 250)):
        assert 0 < len(root.find(f"{APP}{name}").get("DefaultValue")) <= limit
    assert 0 < len(root.find(f"{APP}ProviderName").text) <= 125


def test_every_address_in_the_manifest_answers(
    client: Callable[[str], httpx.Client], office: FurnishedOffice
) -> None:
    """Without a token, as Excel asks for icons and the pane."""
    stranger = client("")
    found = etree.fromstring(office.state.manifest.read_bytes())
    base = f"https://{office.office.hostname}"
    addresses = {value for e in found.iter() for value in e.attrib.values() if value.startswith(base)}

    assert len(addresses) == 6
    for address in sorted(addresses):
        answer = stranger.get(address.removeprefix(base))
        assert answer.status_code == 200, address
        if address.endswith(".png"):
            assert answer.headers["content-type"] == "image/png"
            # Excel on Windows leaves an icon out of the ribbon that it may not store.
            assert "no-store" not in answer.headers.get("cache-control", "")


def test_every_address_is_this_offices(root: etree._Element) -> None:
    values = [value for element in root.iter() for value in element.attrib.values()]
    values += [element.text for element in root.iter(f"{APP}AppDomain")]
    addresses = [value for value in values if value.startswith("http")]

    assert len(addresses) >= 9
    assert all(address.startswith("https://plan.office.example:8443") for address in addresses)


def test_what_is_referred_to_is_there_and_short_enough(root: etree._Element) -> None:
    referred = {e.get("resid") for e in root.iter() if e.get("resid")}
    resources = {e.get("id"): e for e in root.find(f".//{OVERRIDES}Resources").iter() if e.get("id")}

    assert referred == resources.keys()
    for resource in resources.values():
        limit = {"String": 250, "Image": 2048, "Url": 2048}[etree.QName(resource).localname]
        if etree.QName(resource.getparent()).localname == "ShortStrings":
            limit = 125
        assert 0 < len(resource.get("DefaultValue")) <= limit
    assert len(root.find(f"{APP}DisplayName").get("DefaultValue")) <= 125
    assert len(manifest(Office("ก" * 300, "a.example", 8443)).split('DisplayName DefaultValue="')[1]) > 0


def test_a_long_office_name_is_cut() -> None:
    long = etree.fromstring(manifest(Office("ก" * 300, "a.example", 8443)).encode())

    assert len(long.find(f"{APP}DisplayName").get("DefaultValue")) <= 125


def test_names_with_signs_stay_names(root: etree._Element) -> None:
    assert root.find(f"{APP}DisplayName").get("DefaultValue") == OFFICE.name


def test_the_identity_belongs_to_the_address(root: etree._Element) -> None:
    assert root.find(f"{APP}Id").text == manifest_id("plan.office.example:8443")
    assert manifest_id("plan.office.example:8443") != manifest_id("plan.office.example:8444")


def test_the_icons_are_there_in_their_sizes(root: etree._Element) -> None:
    for image in root.iter(f"{BASIC}Image"):
        if image.get("DefaultValue"):
            path = PROJECT / "static" / image.get("DefaultValue").split("/static/")[1]
            size = int(Path(path).stem.split("-")[1])
            assert struct.unpack(">II", path.read_bytes()[16:24]) == (size, size)


def test_the_file_and_the_server_give_the_same(
    client: Callable[[str], httpx.Client], office: FurnishedOffice
) -> None:
    assert client("").get("/manifest.xml").text == office.state.manifest.read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ['x"><a', "a b", "http://a", "", "ก.ไทย", "-a"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(StateError):
        set_up(State(tmp_path), Office("ติดตาม", address, 8443))

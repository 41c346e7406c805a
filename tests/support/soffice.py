"""LibreOffice as a second spreadsheet program: it prints workbooks to PDF and computes their formulas.

Starting LibreOffice costs a second or two and a workbook a tenth of one, so a test module gives all its
files in one call.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.support import font_metrics

FILTERS = {"xlsx": "xlsx:Calc MS Excel 2007 XML"}

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>
"""


class Soffice:
    """One LibreOffice program with user profiles of its own in `home`, so that two may run side by side.

    It draws TH SarabunPSK and its namesakes with the stand-in of `font_metrics`, where that can be made.
    """

    def __init__(self, program: str, home: Path) -> None:
        self.program = program
        self.home = home
        self.environment = dict(os.environ)
        if font_metrics.installed() and "FONTCONFIG_FILE" not in os.environ:
            self.environment["FONTCONFIG_FILE"] = str(font_metrics.make_stand_in(home / "fonts"))

    def convert(
        self, paths: Iterable[Path], out_dir: Path, to: str = "pdf", timeout: float = 180
    ) -> list[Path]:
        """Convert workbooks (`to`: pdf, xlsx, csv, png) into `out_dir`; the results in the order of `paths`.

        Cells keep the values that the files carry: LibreOffice computes no formula of an .xlsx unasked.
        Raises ValueError when two results would have one name, or a result the name of its source,
        RuntimeError when LibreOffice makes no file of one, subprocess.TimeoutExpired after `timeout` seconds.
        """
        return self._run(self.home / "as-saved", paths, out_dir, to, timeout)

    def recalculate(self, paths: Iterable[Path], out_dir: Path, timeout: float = 180) -> list[Path]:
        """Compute every formula of the workbooks anew, whatever value it carries, and save them as .xlsx.

        Results and errors are those of `convert`.
        """
        return self._run(self._recalculating(), paths, out_dir, "xlsx", timeout)

    def convert_named(self, paths: Mapping[str, Path], out_dir: Path) -> dict[str, Path]:
        """The PDF file of each workbook, by the name it has in `paths`."""
        return dict(zip(paths, self.convert(paths.values(), out_dir), strict=True))

    def recalculate_named(self, paths: Mapping[str, Path], out_dir: Path) -> dict[str, Path]:
        """Each workbook computed anew, by the name it has in `paths`."""
        return dict(zip(paths, self.recalculate(paths.values(), out_dir), strict=True))

    def _recalculating(self) -> Path:
        profile = self.home / "recalculating"
        settings = profile / "user" / "registrymodifications.xcu"
        if not settings.exists():
            settings.parent.mkdir(parents=True)
            settings.write_text(RECALCULATE_ALWAYS, encoding="utf-8")
        return profile

    def _run(
        self, profile: Path, paths: Iterable[Path], out_dir: Path, to: str, timeout: float
    ) -> list[Path]:
        sources = [Path(path).resolve() for path in paths]
        if not sources:
            return []
        results = [out_dir.resolve() / f"{source.stem}.{to}" for source in sources]
        if len(set(results)) < len(results) or set(results) & set(sources):
            raise ValueError(f"one name for two files: {sorted(path.name for path in results)}")
        out_dir.mkdir(parents=True, exist_ok=True)
        for result in results:
            result.unlink(missing_ok=True)
        command = [
            self.program,
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            FILTERS.get(to, to),
            "--outdir",
            str(out_dir.resolve()),
            *map(str, sources),
        ]
        said = _output(command, timeout, self.environment)
        missing = [result.name for result in results if not result.exists()]
        if missing:
            raise RuntimeError(f"LibreOffice made no {', '.join(missing)}; it said: {said.strip()}")
        return results


def installed() -> str | None:
    """The path of the `soffice` command, None where LibreOffice is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _output(command: list[str], timeout: float, environment: dict[str, str]) -> str:
    # `soffice` is a script that starts the real program: past the time limit the whole family has to go.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        env=environment,
    )
    try:
        said, _ = process.communicate(timeout=timeout)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return said

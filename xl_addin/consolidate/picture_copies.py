"""Pictures that groups put on their sheets, copied out beside the report as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.intake.submission import Picture
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.package import open_package
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.excel.writing.atomic_file import refusal, write_whole
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place


def pictures_folder(report_folder: Path, returned: Path) -> Path:
    """Where the pictures are kept that lie in the workbooks of a returned folder."""
    return report_folder / f"{returned.resolve().name}_ภาพ"


def keep_pictures(consolidated: Consolidated, folder: Path) -> Consolidated:
    """Copies every picture into the folder, which is made only for one; what cannot be copied is told.

    Raises WriteError for a folder that cannot be made.
    """
    if not consolidated.pictures:
        return consolidated
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise refusal(folder, error) from error
    wanted = {file.name: pictures for file, pictures in consolidated.pictures}
    files = [file for file, _ in consolidated.pictures]
    told = [
        problem(
            "picture_not_kept", Place(file.name), value=", ".join(one.saved_as for one in wanted[file.name])
        )
        for file, copied in read_files(files, partial(copy_pictures, folder, wanted), workers=1)
        if isinstance(copied, PackageError)
    ]
    return replace(consolidated, problems=(*consolidated.problems, *told))


def copy_pictures(folder: Path, wanted: Mapping[str, tuple[Picture, ...]], file: ReturnedFile) -> int:
    """Copies the pictures of one workbook; how many. Runs in a child process."""
    package = open_package(file)
    for picture in wanted[file.name]:
        write_whole(folder / picture.saved_as, package.part(picture.part))
    return len(wanted[file.name])

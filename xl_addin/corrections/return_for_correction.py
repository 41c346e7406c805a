"""From a returned folder to what goes back: marked copies, letters and draft mails. Originals are only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.consolidate.pipeline import Progress
from xl_addin.consolidate.returned_folder import FolderError, list_folder, opened
from xl_addin.consolidate.run import CannotRun, consolidated_from
from xl_addin.corrections.letter import draft, letter_lines, subject_of
from xl_addin.corrections.made_files import put_files
from xl_addin.corrections.to_correct import FileToCorrect, GroupToCorrect, groups_to_correct
from xl_addin.excel.marking.mark_workbook import marked_workbook
from xl_addin.excel.marking.marks_sheet import Mark
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.process_pool import ReadersLost, read_files
from xl_addin.excel.reading.returned_file import INSIDE, ReturnedFile
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model import texts
from xl_addin.model.file_names import group_file_names
from xl_addin.model.form.schema import Form
from xl_addin.model.marks import code_of_content, correction_line
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem
from xl_addin.previous.previous_report import PreviousReport, read_previous
from xl_addin.report.book.reminder import files_named_after
from xl_addin.template.shared.round_data import RoundData, round_data
from xl_addin.template.template import template_bytes

SENT_BACK = "แก้ไข"
REMINDED = "แจ้งเตือน"


@dataclass(frozen=True, slots=True)
class Corrections:
    """What was made.

    `workbooks`, `letters`: marked copies and letters by name; `removed`: what was taken away, `problems`: what was
    left alone and what is told.
    """

    consolidated: Consolidated
    workbooks: tuple[str, ...]
    letters: tuple[str, ...]
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """One file to be marked: what a child process needs to know of it."""

    marks: tuple[Mark, ...]
    title: str
    line: str


def return_for_correction(
    register_path: Path,
    folder: Path,
    out_dir: Path,
    round_: int,
    previous_path: Path | None = None,
    *,
    language: str = "th",
    templates: Path | None = None,
    form: Form | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> Corrections:
    """Consolidates the folder and puts into `out_dir` what each group is to get.

    `templates`: where the templates of the round lie, for groups of which nothing has come; one that is not there
    is made. Raises CannotRun; then nothing was changed, unless `out_dir` could not take a file.
    """
    if folder.resolve() in (out_dir.resolve(), *out_dir.resolve().parents):
        raise CannotRun([problem("command_out_in_folder", value=str(out_dir), language=language)])
    consolidated = consolidated_from(
        register_path,
        folder,
        round_,
        previous_path,
        form=form,
        workers=workers,
        on_progress=on_progress,
        language=language,
    )
    previous = read_previous(previous_path, consolidated.register.form) if previous_path is not None else None
    try:
        files, told = files_to_send(consolidated, folder, previous, templates, workers)
        left, removed = put_files(out_dir, files)
    except (FolderError, ReadersLost, WriteError) as error:
        raise CannotRun([error.problem(language=language)]) from error
    told += [problem("correction_changed", Place(name), value=name, language=language) for name in left]
    if removed:
        told.append(problem("corrections_removed", value=", ".join(removed), language=language))
    made = [name for name in files if name not in left]
    return Corrections(
        consolidated,
        tuple(name for name in made if name.endswith(".xlsx")),
        tuple(name for name in made if name.endswith(".eml")),
        tuple(removed),
        tuple(told),
    )


def files_to_send(
    consolidated: Consolidated,
    folder: Path,
    previous: PreviousReport | None = None,
    templates: Path | None = None,
    workers: int | None = None,
) -> tuple[dict[str, bytes], list[Problem]]:
    """Name -> content of everything to send, and what is told of files that cannot be marked.

    Raises FolderError and ReadersLost.
    """
    asked = groups_to_correct(consolidated)
    returned = {one.name: one for one in opened(list_folder(folder), workers=workers).files}
    wanted = [returned[file.file] for group in asked for file in group.files if file.file in returned]
    work = {file.file: _work(consolidated, group, file) for group in asked for file in group.files}
    marked = dict(_marked(wanted, work, workers))
    stems = group_file_names(consolidated.register, consolidated.round, consolidated.register.groups)
    named = files_named_after(consolidated)
    data: list[RoundData] = []
    made: dict[str, bytes] = {}
    told: list[Problem] = []
    for group in asked:
        own = stems[group.group.group_id]
        stem = f"{own.removesuffix('.xlsx')}_{SENT_BACK if group.files else REMINDED}"
        copies: dict[str, bytes] = {}
        unmarked: dict[str, bytes] = {}
        for file in group.files:
            content = marked.get(file.file)
            if content is not None:
                copies[f"{stem}{'' if not copies else f'_{len(copies) + 1}'}.xlsx"] = content
            elif file.file in returned:
                told.append(problem("marks_impossible", Place(file.file), group=group.group.group))
                unmarked |= _as_sent(returned[file.file])
        template = (
            {} if group.files else {own: _template(consolidated, group, own, templates, previous, data)}
        )
        lines = letter_lines(
            consolidated,
            group,
            named.get(group.group.group_id, ()),
            marked=list(copies),
            as_sent=list(unmarked),
            template="".join(template),
        )
        subject = subject_of(consolidated, group)
        made |= copies
        made[f"{stem}.txt"] = ("\ufeff" + "\r\n".join([subject, "", *lines]) + "\r\n").encode()
        made[f"{stem}.eml"] = draft(subject, lines, [*copies.items(), *unmarked.items(), *template.items()])
    return made, told


def _work(consolidated: Consolidated, group: GroupToCorrect, file: FileToCorrect) -> _Work:
    names = texts.names_of(consolidated.register, consolidated.round)
    by = "" if names["deadline"] == texts.DOTS else f" กำหนดส่ง {names['deadline']}"
    marks = tuple(
        Mark(one.place.sheet, one.place.cell, one.project_name or one.project, one.message, one.fix)
        for one in file.problems
    )
    title = f"ข้อที่ต้องแก้ {len(marks)} ข้อ — {group.group.group}"
    line = f"แก้ในแผ่นของแบบรายงาน กดที่ช่องในตารางเพื่อไปยังที่ แล้วบันทึกและส่งไฟล์นี้กลับกลุ่มนโยบายและแผน{by}"
    return _Work(marks, title, line)


def _marked(
    files: Iterable[ReturnedFile], work: Mapping[str, _Work], workers: int | None
) -> Iterable[tuple[str, bytes]]:
    """The marked copies of those files that can be marked."""
    for file, result in read_files(list(files), partial(mark_file, dict(work)), workers=workers):
        if not isinstance(result, PackageError):
            yield file.name, result


def mark_file(work: Mapping[str, _Work], file: ReturnedFile) -> bytes:
    """The marked copy of one file. Runs in a child process. Raises PackageError where it cannot be marked."""
    content = file.read()
    wanted = work[file.name]
    lines = [wanted.line, correction_line(code_of_content(content))]
    try:
        return marked_workbook(content, wanted.marks, wanted.title, lines)
    except (ValueError, KeyError, IndexError) as error:
        raise PackageError("marks_impossible") from error


def _as_sent(file: ReturnedFile) -> dict[str, bytes]:
    """The file as it came, under its own name; nothing where it cannot be read."""
    try:
        return {PurePosixPath(file.name.rpartition(INSIDE)[2]).name: file.read()}
    except PackageError:
        return {}


def _template(
    consolidated: Consolidated,
    group: GroupToCorrect,
    name: str,
    templates: Path | None,
    previous: PreviousReport | None,
    data: list[RoundData],
) -> bytes:
    """The group's template as it was given out, else made again; `data` keeps what all of these have in common."""
    if templates is not None and (templates / name).is_file():
        return (templates / name).read_bytes()
    register = consolidated.register
    if not data:
        data.append(round_data(register.form, register, consolidated.round, previous))
    return template_bytes(data[0], register.group(group.group.group_id))

"""A run whose memory bench.py watches: python scripts/bench_memory.py FOLDER FILES read|consolidate

`read` keeps every submission, as the consolidation does; `consolidate` makes the office's data set of them.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench_workbooks import FORM, ROUND, bench_register

from xl_addin.consolidate.intake.build_form_brief import brief_of
from xl_addin.consolidate.intake.workbook_reader import read_submission
from xl_addin.consolidate.pipeline import consolidate
from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.model.form.loader import load_form


def main(folder: Path, files: int, stage: str) -> None:
    if stage == "consolidate":
        used = len(consolidate(bench_register(files), folder, ROUND).frame)
    else:
        brief = brief_of(load_form(FORM), ROUND)
        read = list(
            read_files(map(ReturnedFile, sorted(folder.glob("*.xlsx"))), partial(read_submission, brief))
        )
        used = len(read)
    if used < files:
        raise SystemExit(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])

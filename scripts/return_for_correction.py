"""Marked copies, letters and draft mails for the groups with something to correct or to return.

    python scripts/return_for_correction.py REGISTER.xlsx RETURNED_DIR OUT_DIR --round 2 [--previous REPORT.xlsx]

The same as `tidtam return-for-correction`: see xl_addin/commands/return_for_correction.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("return_for_correction")

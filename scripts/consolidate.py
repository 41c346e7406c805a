"""Consolidate a folder of returned workbooks into the office's report.

    python scripts/consolidate.py REGISTER.xlsx RETURNED_DIR OUT.xlsx --round 2 [--previous REPORT.xlsx] [--pdf]

The same as `tidtam consolidate`: see xl_addin/commands/consolidate.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("consolidate")

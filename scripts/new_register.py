"""Make a register for a form: blank, from an ordinary list of projects, or rebuilt from a report.

    python scripts/new_register.py FORM OUT.xlsx [--from LIST.xlsx] [--sheet NAME] [--year 2567]
                                   [--reading REGISTER.xlsx] [--force]
    python scripts/new_register.py FORM OUT.xlsx --from REPORT.xlsx
    python scripts/new_register.py FORM OUT.xlsx --from REGISTER.xlsx --codes-from REPORT.xlsx

The same as `tidtam new-register`: see xl_addin/commands/new_register.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("new_register")

"""Turn the action plan, the program's own report or an ordinary list, into the register of a form.

    python scripts/plan_to_register.py PLAN_REPORT.xlsx FORM OUT.xlsx [--force]

The same as `tidtam plan-to-register`: see xl_addin/commands/plan_to_register.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("plan_to_register")

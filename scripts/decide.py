"""Keep a decision of the officer in the register: a warning accepted, a file sent back or accepted, nothing to report.

    python scripts/decide.py KIND REGISTER.xlsx --round 2 [--group G] [--project P] [--rule ID] [--file F] ..

The same as `tidtam decide`: see xl_addin/commands/decide.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("decide")

"""The officer's page in the browser: a whole round of an office by click.

    python scripts/office.py [FOLDER]

The same as `tidtam office`: see xl_addin/commands/office.py.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xl_addin.commands.launch import launch

if __name__ == "__main__":
    launch("office")

"""What one server process has at hand: the office, its open rounds and the returned folders."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xl_addin.server.doors import FILE_BODY
from xl_addin.server.follow_up import FollowUp
from xl_addin.server.inspection import Inspection
from xl_addin.server.open_round import OpenRounds
from xl_addin.server.returned import ReturnedFolder
from xl_addin.server.state import Office, State, current


class Desk:
    """Made once per process from the state folder."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.office: Office = state.office()
        self.rounds = OpenRounds(self.office.sources)
        self.returned = {
            source.id: ReturnedFolder(
                Path(source.returned),
                state.round_folder(source.id),
                Inspection(self.rounds, source.id),
                FILE_BODY,
            )
            for source in self.office.sources
        }
        self.follow_ups = {
            source.id: FollowUp(source, self.returned[source.id]) for source in self.office.sources
        }


@cache
def desk() -> Desk:
    """The desk of this process."""
    return Desk(current())

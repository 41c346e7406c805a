"""What one server process has at hand: the office, its open rounds and the returned folders."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xl_addin.office.open_round import OpenRounds
from xl_addin.office.state_folder import Office, State, current
from xl_addin.server.officer.returns_watch import FollowUp
from xl_addin.server.returns.upload_folder import ReturnedFolder
from xl_addin.server.returns.upload_inspection import Inspection
from xl_addin.server.security.route_permissions import FILE_BODY


class ServerContext:
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
def server_context() -> ServerContext:
    """The context of this process."""
    return ServerContext(current())

"""The page's addresses. Each answers with JSON; what takes long is a job that the page asks after."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from xl_addin.excel.reading.limits import ReadLimits
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.thai import fiscal_calendar
from xl_addin.office.folder import Places
from xl_addin.officer_page import steps
from xl_addin.officer_page.desktop import open_with_system
from xl_addin.officer_page.page_state import folders_in
from xl_addin.officer_page.program import CannotOpen, Program
from xl_addin.server.officer.jobs import Job

MOST_BYTES = ReadLimits().file_bytes
"""A returned workbook is not larger (see `excel.reading.limits`)."""


class Wrong(Exception):
    """A request that cannot be answered; the text says why, in Thai."""

    def __init__(self, said: str, status: int = 400) -> None:
        self.said, self.status = said, status
        super().__init__(said)


Handler = Callable[[Request, Program], Awaitable[Any]]


def _answering(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The handler, whose refusals and mistakes in the request become sentences."""

    @functools.wraps(handler)
    async def answer(request: Request) -> Response:
        program: Program = request.app.state.program
        program.seen()
        try:
            return JSONResponse(await handler(request, program))
        except Wrong as wrong:
            return JSONResponse({"said": wrong.said}, wrong.status)
        except CannotOpen as error:
            return JSONResponse({"said": str(error)}, 409)
        except OSError as error:
            return JSONResponse({"said": say("page_refused_by_system", error=error.strerror or "")}, 409)
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"said": say("page_request_wrong")}, 400)

    return answer


async def state(request: Request, program: Program) -> Any:
    """What there is, at once."""
    return await _aside(program.state, _round(request))


async def folders(request: Request, program: Program) -> Any:
    """The folders below a place, for choosing one."""
    return await _aside(folders_in, request.query_params.get("path", ""))


async def open_office(request: Request, program: Program) -> Any:
    """Open an office's folder, or make one with a blank register."""
    asked = await _asked(request)
    form = asked.get("form") or ""
    await _aside(program.open_folder, Path(asked["path"]), form)
    return await _aside(program.state, None)


async def start(request: Request, program: Program) -> Any:
    """Begin a step; one of a kind at a time."""
    asked = await _asked(request)
    kind, round_ = request.path_params["kind"], int(asked["round"])
    places = await _aside(program.places, round_)
    wanted: dict[str, tuple[Any, ...]] = {
        "look": (steps.look, places, dt.datetime.now().astimezone(), program.known(round_)),
        "templates": (
            steps.make_templates,
            places,
            str(asked.get("group") or ""),
            bool(asked.get("force")),
        ),
        "report": (steps.make_report, places, bool(asked.get("word"))),
        "pdf": (steps.make_pdf, places),
        "corrections": (steps.make_corrections, places),
    }
    if kind not in wanted:
        raise Wrong(say("page_request_wrong"), 404)
    job = await _aside(program.jobs.start_one, str(places.register), kind, *wanted[kind])
    return {"job": job.id}


async def job(request: Request, program: Program) -> Any:
    """How far a step is, and what it gave."""
    found = program.jobs.find(request.path_params["job"])
    if found is None:
        raise Wrong(say("page_job_gone"), 404)
    return await _aside(_job_state, program, found)


def _job_state(program: Program, found: Job) -> dict[str, Any]:
    told = {"finished": found.finished, "failed": "", "result": None, **asdict(found.progress())}
    if found.error:
        told["failed"] = say("page_job_failed")
    elif found.finished:
        result = dict(found.result)
        if (known := result.pop("known", None)) is not None:
            program.keep_known(result["round"], known)
        told["result"] = result
    return told


async def choose_earlier(request: Request, program: Program) -> Any:
    """Which report stands beside a round: the round before's, or last year's."""
    asked = await _asked(request)
    round_ = int(asked["round"])
    await _aside(program.earlier.choose, program.folder(), round_, str(asked["which"]), str(asked["path"]))
    return await _aside(program.state, round_)


async def decide(request: Request, program: Program) -> Any:
    """Keep decisions of the officer in the register, or take them back."""
    asked = await _asked(request)
    return await _aside(_decide, program.places(int(asked["round"])), asked)


def _decide(places: Places, asked: dict[str, Any]) -> Any:
    from xl_addin.server.officer import decisions  # it needs libraries that take a second to load

    today = fiscal_calendar.serial_of(dt.date.today())
    wanted = decisions.decisions_of(asked.get("decisions"), places.round, today)
    said, problems = decisions.decide(places.register, wanted, bool(asked.get("back")))
    return {"said": said, **steps.shown_problems(problems)}


async def receive(request: Request, program: Program) -> Any:
    """A returned file that was dropped onto the page, into the round's folder; none is replaced."""
    round_ = _round(request)
    name = PurePath(request.query_params["name"].replace("\\", "/")).name.strip()
    if not name or name.startswith(".") or round_ is None:
        raise Wrong(say("page_request_wrong"))
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            told = problem("page_file_too_large", value=name, most=MOST_BYTES // 2**20)
            raise Wrong(f"{told.message} {told.fix}", 413)
    return {"file": await _aside(program.receive, round_, name, bytes(content))}


async def open_place(request: Request, program: Program) -> Any:
    """Open a file or folder of the office with this PC's program for it."""
    asked = await _asked(request)
    path = program.place(str(asked["what"]), int(asked["round"]), str(asked.get("name") or ""))
    if not path.exists():
        raise Wrong(say("page_not_there", file=path.name), 404)
    if not await _aside(open_with_system, path):
        raise Wrong(say("page_cannot_open", file=str(path)), 409)
    return {}


async def end(request: Request, program: Program) -> Any:
    """End the program."""
    program.stop()
    return {}


async def _asked(request: Request) -> dict[str, Any]:
    """What a request asks for. Raises ValueError for a body that is no JSON object."""
    asked = await request.json()
    if not isinstance(asked, dict):
        raise ValueError("not an object")
    return asked


def _round(request: Request) -> int | None:
    text = request.query_params.get("round", "")
    return int(text) if text else None


async def _aside(function: Callable[..., Any], *args: Any) -> Any:
    return await anyio.to_thread.run_sync(function, *args)


ROUTES = [
    Route("/api/state", _answering(state)),
    Route("/api/folders", _answering(folders)),
    Route("/api/office", _answering(open_office), methods=["POST"]),
    Route("/api/earlier", _answering(choose_earlier), methods=["POST"]),
    Route("/api/jobs/{kind}", _answering(start), methods=["POST"]),
    Route("/api/jobs/{job}", _answering(job)),
    Route("/api/decisions", _answering(decide), methods=["POST"]),
    Route("/api/files", _answering(receive), methods=["POST"]),
    Route("/api/open", _answering(open_place), methods=["POST"]),
    Route("/api/end", _answering(end), methods=["POST"]),
]

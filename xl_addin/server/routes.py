"""The add-in's own routes. The middleware has let the person in already; roles are asked for once more here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import anyio.to_thread
from fastapi import APIRouter, HTTPException, Request, Response, status
from fastapi.responses import FileResponse, JSONResponse
from xlwings_server import dependencies as dep
from xlwings_server.models import User
from xlwings_server.templates import TemplateResponse

from xl_addin.model.thai import fiscal_calendar
from xl_addin.office.open_round import group_template
from xl_addin.office.refusal_texts import as_shown, refusal
from xl_addin.office.state_folder import Source
from xl_addin.server.context import server_context
from xl_addin.server.officer import decisions, officer_jobs
from xl_addin.server.officer.jobs import Job, JobQueue
from xl_addin.server.returns.receipt_texts import loss_words, open_words, receipt_words
from xl_addin.server.returns.upload_folder import Refused, WouldLose
from xl_addin.server.security import certificates
from xl_addin.server.security.authentication import require
from xl_addin.server.security.tokens import Role

router = APIRouter()

T = TypeVar("T")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/upload")
async def upload_page(request: Request) -> Response:
    """The upload page for PCs whose Excel cannot run the pane."""
    return TemplateResponse(request=request, name="upload.html")


@router.get("/tidtam-ca.cer")
async def authority() -> Response:
    """The certificate that staff PCs are to trust."""
    files = certificates.Certificates.of(server_context().state.certificates)
    return FileResponse(files.authority, media_type="application/pkix-cert")


@router.get("/tidtam/me")
async def me(user: dep.User) -> dict[str, Any]:
    """Who the token stands for."""
    return {
        "role": user.roles[0],
        "group": user.id,
        "group_name": user.name,
        "office": server_context().office.name,
        "open": await _aside(_open, user.domain or ""),
    }


@router.get("/tidtam/template")
async def template(request: Request, user: dep.User) -> Response:
    """The group's own template of the open round, as a workbook."""
    require(user, Role.GROUP)
    source = _source(user)

    def made() -> bytes:
        return group_template(server_context().rounds.of(source.id), user.id or "")

    return Response(await _aside(made), media_type=XLSX)


@router.post("/tidtam/returned")
async def returned(request: Request, user: dep.User, replace: str = "") -> Response:
    """A group's filled workbook. Answers with the receipt, 422 with the problems, or 409 with what would be
    lost if it took the place of the file that is there, which a second request with `replace` lets it do."""
    require(user, Role.GROUP)
    source = _source(user)
    folder = server_context().returned[source.id]
    now = dt.datetime.now().astimezone()
    try:
        receipt = await folder.receive(request.stream(), user.id or "", now, replace=replace == "yes")
    except WouldLose as lost:
        return JSONResponse(loss_words(lost), status.HTTP_409_CONFLICT)
    except Refused as refused:
        detail = " ".join(problem.message for problem in refused.problems[:1])
        problems = [as_shown(problem) for problem in refused.problems]
        return JSONResponse({"detail": detail, "problems": problems}, status.HTTP_422_UNPROCESSABLE_CONTENT)
    open_round = await _aside(server_context().rounds.of, source.id)
    return JSONResponse(receipt_words(receipt, user.name or "", open_round))


@router.post("/tidtam/templates")
async def templates(request: Request, user: dep.User) -> dict[str, str]:
    """Make every group's template from the register that is open in the officer's Excel (the body)."""
    require(user, Role.OFFICER)
    body, source, job_queue = await request.body(), _source(user), _workshop(request)
    job = await _aside(job_queue.start, source.id, "templates", officer_jobs.make_templates, source, body)
    return {"job": job.id}


@router.post("/tidtam/progress")
async def progress(request: Request, user: dep.User) -> dict[str, str]:
    """Look at the returned folder: who has sent what, when, and a reminder to copy."""
    require(user, Role.OFFICER)
    follow_up = server_context().follow_ups[_source(user).id]
    job = await _aside(follow_up.look, _workshop(request), dt.datetime.now().astimezone())
    return {"job": job.id}


@router.post("/tidtam/report")
async def report(request: Request, user: dep.User) -> dict[str, str]:
    """Start the consolidation; one at a time, whoever asks."""
    return await _started(request, user, "report", officer_jobs.make_report)


@router.post("/tidtam/corrections")
async def corrections(request: Request, user: dep.User) -> dict[str, str]:
    """Marked copies and draft mails, beside the returned folder."""
    return await _started(request, user, "corrections", officer_jobs.make_corrections)


@router.post("/tidtam/decisions")
async def decide(request: Request, user: dep.User) -> dict[str, Any]:
    """Keep the officer's decisions in the register, or take them back."""
    require(user, Role.OFFICER)
    source, today = _source(user), fiscal_calendar.serial_of(dt.date.today())
    try:
        asked = dict(await request.json())
        wanted = decisions.decisions_of(asked.get("decisions"), source.round, today)
    except (ValueError, TypeError) as error:
        raise HTTPException(status.HTTP_400_BAD_REQUEST, refusal("server_odd_http")) from error
    said, problems = await _aside(decisions.decide, Path(source.register), wanted, bool(asked.get("back")))
    return {"said": said, "problems": [as_shown(one) for one in problems]}


@router.get("/tidtam/jobs/{job_id}")
async def job_state(request: Request, job_id: str, user: dep.User) -> dict[str, Any]:
    """How far a piece of work is, and what it gave."""
    job = _job(request, job_id, user)
    state = {"finished": job.finished, "failed": "", "result": None, **asdict(job.progress())}
    if job.error:
        state["failed"] = refusal("server_failed")
    elif job.finished:
        state["result"] = job.result.as_json()
    return state


@router.get("/tidtam/jobs/{job_id}/report")
async def report_file(request: Request, job_id: str, user: dep.User) -> Response:
    """The finished report workbook."""
    job = _job(request, job_id, user)
    return _made(job, officer_jobs.REPORT_FILE)


@router.get("/tidtam/templates/{job_id}/{number}")
async def template_file(request: Request, job_id: str, number: int, user: dep.User) -> Response:
    """One of the templates that a job made, counted from 0."""
    job = _job(request, job_id, user)
    if not job.finished or job.error or number >= len(job.result.files):
        raise HTTPException(status.HTTP_404_NOT_FOUND, refusal("server_no_such_job"))
    return _made(job, job.result.files[number])


async def _aside(function: Callable[..., T], *args: Any) -> T:
    """Run in a thread what waits for a disk or a new process; live checks are answered meanwhile."""
    return await anyio.to_thread.run_sync(function, *args)


async def _started(
    request: Request, user: User, kind: str, work: Callable[..., officer_jobs.Made]
) -> dict[str, str]:
    """Begin an officer's piece of work on the open round, one of its kind at a time."""
    require(user, Role.OFFICER)
    source, job_queue = _source(user), _workshop(request)
    job = await _aside(job_queue.start_one, source.id, kind, work, source)
    return {"job": job.id}


def _workshop(request: Request) -> JobQueue:
    job_queue: JobQueue = request.app.state.job_queue
    return job_queue


def _source(user: User) -> Source:
    source = server_context().office.source(user.domain or "")
    if source is None:
        raise HTTPException(status.HTTP_409_CONFLICT, refusal("server_no_register"))
    return source


def _open(source_id: str) -> str:
    """Which register and round are open, "" while they cannot be read."""
    source = server_context().office.source(source_id)
    if source is None:
        return ""
    try:
        return open_words(source, server_context().rounds.of(source_id))
    except Exception:  # whatever reading a register raises: the live check tells
        return ""


def _job(request: Request, job_id: str, user: User) -> Job:
    require(user, Role.OFFICER)
    job = _workshop(request).find(job_id)
    if job is None or job.owner != user.domain:
        raise HTTPException(status.HTTP_404_NOT_FOUND, refusal("server_no_such_job"))
    return job


def _made(job: Job, name: str) -> Response:
    path = job.folder / name
    if not job.finished or job.error or not path.is_file():
        raise HTTPException(status.HTTP_404_NOT_FOUND, refusal("server_no_such_job"))
    return FileResponse(path, media_type=XLSX)

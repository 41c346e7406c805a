"""Reading on a scheduler: slow workers, lost ones, files that take a process down; what is told of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from tests.offices.cluster_tasks import BEGUN, text_at_the_second_try, text_of, text_or_fault
from xl_addin.excel.reading.limits import PackageError
from xl_addin.offices import cluster
from xl_addin.offices.cluster import ClusterRun, cluster_client, read_on_cluster
from xl_addin.offices.sources import OfficesError, find_reports

pytestmark = pytest.mark.slow

NAMES = ("ก.xlsx", "ข.xlsx", "ค.xlsx")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of a scheduler with three workers, as --scheduler takes it."""
    with LocalCluster(n_workers=3, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def put(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text(f"in {name}", encoding="utf-8")
    return folder


def texts(answers: list[tuple[Any, Any]]) -> list[Any]:
    return [answer.message_id if isinstance(answer, PackageError) else answer for _, answer in answers]


def test_a_scheduler_at_an_address_reads_what_this_computer_reads(address: str, tmp_path: Path) -> None:
    run = ClusterRun()
    with cluster_client(address) as client:
        answers = read_on_cluster(client, find_reports(str(put(tmp_path, *NAMES))), text_of, run)  # type: ignore[arg-type]
    assert texts(answers) == [f"in {name}" for name in NAMES]
    assert run.problems() == []


def test_the_scheduler_has_few_batches_at_once(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "MOST_GIVEN", 2)
    names = [f"{number}.xlsx" for number in range(7)]
    sources = find_reports(str(put(tmp_path, *names)))
    given, most = 0, []

    class Counted:
        """A client that counts what it hands over."""

        def __getattr__(self, name: str) -> Any:
            return getattr(client, name)

        def submit(self, *work: Any, **options: Any) -> Any:
            nonlocal given
            given += 1
            most.append(given)
            return client.submit(*work, **options)

    def answered(*_: int) -> None:
        nonlocal given
        given -= 1

    with cluster_client(address) as client:
        answers = read_on_cluster(Counted(), sources, text_of, ClusterRun(), on_progress=answered, size=1)  # type: ignore[arg-type]
    assert texts(answers) == [f"in {name}" for name in names]
    assert max(most) == 2


def test_a_file_that_takes_its_process_down_is_left_out_alone(address: str, tmp_path: Path) -> None:
    folder = put(tmp_path, *NAMES, "fault.xlsx")
    with cluster_client(address) as client:
        answers = read_on_cluster(client, find_reports(str(folder)), text_or_fault, ClusterRun())  # type: ignore[arg-type]
    assert texts(answers) == ["file_crashes_reader", *(f"in {name}" for name in NAMES)]


def test_what_a_slow_worker_has_is_given_to_another_as_well_and_that_is_told(
    address: str, tmp_path: Path
) -> None:
    run, sources = ClusterRun(), find_reports(str(put(tmp_path, *NAMES, "slow.xlsx")))
    with cluster_client(address) as client:
        answers = read_on_cluster(client, sources, text_at_the_second_try, run, slow_seconds=0.5)  # type: ignore[arg-type]
    assert texts(answers) == ["in slow.xlsx", *(f"in {name}" for name in NAMES)]
    assert [one.rule for one in run.problems()] == ["offices_worker_slow"]


def test_a_lost_worker_is_told_only_when_it_held_files(address: str, tmp_path: Path) -> None:
    run, sources = ClusterRun(), find_reports(str(put(tmp_path, "slow.xlsx")))
    with cluster_client(address) as client, ThreadPoolExecutor(1) as aside:
        reading = aside.submit(read_on_cluster, client, sources, text_at_the_second_try, run)  # type: ignore[arg-type]
        while not (tmp_path / f"slow.xlsx{BEGUN}").exists() and not reading.done():
            time.sleep(0.05)
        lose(client, lambda worker: not worker.processing)
        busy = lose(client, lambda worker: bool(worker.processing))
        answers = reading.result()
    assert texts(answers) == ["in slow.xlsx"]
    assert run.workers_lost == {busy}
    assert [one.rule for one in run.problems()] == ["offices_worker_lost"]


def lose(client: Any, which: Callable[[Any], bool]) -> str:
    """The scheduler hears no more of one such worker. Gives its address."""

    async def forget(dask_scheduler: Any) -> str:
        address: str = next(one.address for one in dask_scheduler.workers.values() if which(one))
        await dask_scheduler.remove_worker(address, stimulus_id="test", close=False)
        return address

    gone: str = client.run_on_scheduler(forget)
    return gone


def test_no_scheduler_at_an_address_is_told() -> None:
    with pytest.raises(OfficesError) as told, cluster_client("tcp:/nowhere"):
        pass
    assert told.value.problem().rule == "offices_no_scheduler"


def test_reports_on_shared_storage_are_read_by_their_url() -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    for name in (*NAMES, "~$ก.xlsx", "อ่าน.txt"):
        memory.pipe(f"/reports/เขต/{name}", f"in {name}".encode())
    sources = find_reports("memory://reports")
    assert [source.name for source in sources] == [f"เขต/{name}" for name in NAMES]
    assert [text_of(source) for source in sources] == [f"in {name}" for name in NAMES]
    memory.rm("/reports", recursive=True)
    with pytest.raises(PackageError) as gone:
        sources[0].read()
    assert gone.value.problem().rule == "file_vanished"
    with pytest.raises(OfficesError):
        find_reports("memory://nowhere")

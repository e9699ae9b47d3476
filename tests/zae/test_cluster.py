"""Tiles carried out by real dask workers on loopback: the rows of one process, whatever happens."""

import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from criteria.facts import Facts
from tests.zae.test_rereading import Ground, laid, tiled
from tests.zae.test_tiles import PROJECTS, same, town
from zae import cluster
from zae.cluster import ClusterError, workers
from zae.rereading import readable
from zae.spreading import Carry, Job, here, spread
from zae.tiles import tiles

distributed: Any = pytest.importorskip("distributed", reason="needs the extra [cluster]")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as started:
        yield started


def facts(carry: Carry) -> list[list[Facts]]:
    """Facts of some layers only: what is tried is who carries them out."""
    places, frames = town()
    some = {role: frames[role] for role in ("hazard", "commune", "labour")}
    return [*spread(places, some, PROJECTS[:1], cut=tiles(places, 10), carry=carry)]


@pytest.fixture(scope="module")
def expected() -> list[list[Facts]]:
    return facts(here)


def test_workers_find_the_rows_of_one_process(scheduler: Any, expected: list[list[Facts]]) -> None:
    with workers(scheduler.scheduler_address) as carry:
        same(facts(carry), expected)


def killing(scheduler: Any, jobs: Iterable[Job]) -> Iterator[Job]:
    """Jobs, and a worker that is killed before the third."""
    with distributed.Client(scheduler.scheduler_address) as client:
        victim = next(iter(client.run(os.getpid).values()))
    for number, job in enumerate(jobs):
        if number == 2:
            os.kill(victim, signal.SIGKILL)
        yield job


def test_a_worker_that_is_killed_costs_no_row(scheduler: Any, expected: list[list[Facts]]) -> None:
    with workers(scheduler.scheduler_address) as carry:
        same(facts(lambda jobs: carry(killing(scheduler, jobs))), expected)


READ = ("hazard", "zone")
"""Layers that lie in files with covering columns."""


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return laid(tmp_path_factory.mktemp("layers"), READ)


def test_a_worker_killed_while_they_read_costs_no_row(scheduler: Any, ground: Ground) -> None:
    with workers(scheduler.scheduler_address) as carry:
        found = tiled(ground, lambda jobs: carry(killing(scheduler, jobs)), READ)
    same(found, tiled(ground, here, READ))


def test_workers_that_do_not_reach_the_files_are_sent_the_rows(
    scheduler: Any, ground: Ground, tmp_path: Path
) -> None:
    """The files are there when the study is read, and gone when a worker looks for them."""
    places, layers = ground
    frames = {role: layers[role].frame for role in READ}
    files = {r: replace(f, path=str(tmp_path / r)) for r, f in readable(layers, frames).items()}
    with workers(scheduler.scheduler_address) as carry:
        cut = tiles(places, 10)
        found = [*spread(places, frames, PROJECTS[:1], cut=cut, carry=carry, files=files)]
    same(found, tiled(ground, here, READ))


def test_processes_are_started_where_a_number_is_asked_for(expected: list[list[Facts]]) -> None:
    with workers("1") as carry:
        same(facts(carry), expected)


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER_S", 0.2)
    address = "tcp://127.0.0.1:1"
    with pytest.raises(ClusterError, match=f"no dask scheduler.*{address}"), workers(address):
        pass


@pytest.mark.parametrize("asked", ["demain", "-2", "1.5"])
def test_what_is_neither_a_number_of_processes_nor_an_address_is_refused(asked: str) -> None:
    with pytest.raises(ClusterError, match=f"« {asked} » is neither a number"), workers(asked):
        pass


def test_no_process_at_all_is_refused_rather_than_waited_for() -> None:
    with pytest.raises(ClusterError, match="« 0 »"), workers("0"):
        pass

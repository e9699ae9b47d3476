"""Tiles carried out by real dask workers on loopback: the rows of one process, whatever happens."""

import os
import signal
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from pandas import testing

from criteria.facts import Facts
from tests.zae.test_tiles import PROJECTS, town
from zae import cluster
from zae.cluster import ClusterError, workers
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


def same(found: list[list[Facts]], expected: list[list[Facts]]) -> None:
    for one, other in zip(found, expected, strict=True):
        for side in ("low", "high", "status"):
            testing.assert_frame_equal(
                getattr(one[0], side), getattr(other[0], side), check_exact=True
            )
        assert one[0].origin == other[0].origin


def test_workers_find_the_rows_of_one_process(scheduler: Any, expected: list[list[Facts]]) -> None:
    with workers(scheduler.scheduler_address) as carry:
        same(facts(carry), expected)


def test_a_worker_that_is_killed_costs_no_row(scheduler: Any, expected: list[list[Facts]]) -> None:
    with distributed.Client(scheduler.scheduler_address) as client:
        victim = next(iter(client.run(os.getpid).values()))

    def killing(jobs: Iterable[Job]) -> Iterator[Job]:
        for number, job in enumerate(jobs):
            if number == 2:
                os.kill(victim, signal.SIGKILL)
            yield job

    with workers(scheduler.scheduler_address) as carry:
        same(facts(lambda jobs: carry(killing(jobs))), expected)


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

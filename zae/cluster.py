"""
Tiles carried out by the workers of a dask cluster, on this machine or on others.

A tile goes to its worker with the layers around it, and comes back as facts: the very functions
that run here, so the very answers. Layers that lie in GeoParquet files are read by the worker, if
it can; they are sent if not. What a worker was given stays with the scheduler until it is
done: a worker that dies costs the time of its tiles, never a row.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from criteria.facts import Facts
from land.errors import ZaeError
from zae.rereading import Reading
from zae.spreading import Carry, Job, of_tile

if TYPE_CHECKING:
    from distributed import Client, Future

ANSWER_S: Final = 10
"""How long a scheduler may take to answer. [s]"""

GRAPH: Final = "distributed.admin.large-graph-warning-threshold"
"""Setting of dask: tiles are large on purpose."""

Answer = list[Facts] | set[str]
"""Facts of a tile, project by project; or roles of layers that a worker could not read."""

WAITING: Final = 2
"""Tiles sent ahead for each worker: one at work, one at hand."""


class ClusterError(ZaeError, RuntimeError):
    """No cluster can be made, or reached."""


@contextmanager
def workers(asked: str) -> Iterator[Carry]:
    """
    Workers to carry out tiles: processes started here, or those of a scheduler.

    Parameters
    ----------
    asked : str
        Number of processes to start on this machine, or the address of a scheduler
        (``tcp://host:8786``).

    Yields
    ------
    callable
        To be given to :func:`zae.spreading.spread`.

    Raises
    ------
    ClusterError
        If it is neither a number from 1 nor an address, dask.distributed is not installed, or no
        scheduler answers at the address.
    """
    if not (asked.isdecimal() and int(asked)) and ":" not in asked:
        # Zero processes would be waited for without end; a word would be looked up as a host.
        raise ClusterError(
            "« {asked} » is neither a number of processes, from 1, nor the address of a dask"
            " scheduler; write for instance « 4 » or « tcp://host:8786 »",
            asked=asked,
        )
    try:
        import dask  # noqa: PLC0415  an extra: [cluster]
        import distributed  # noqa: PLC0415
    except ImportError as error:
        raise ClusterError("several workers need dask: install « zae-toolkit[cluster] »") from error
    opened: Any = distributed
    with ExitStack() as ending:
        ending.enter_context(dask.config.set({GRAPH: "1 TB"}))
        target = asked
        if asked.isdecimal():
            target = ending.enter_context(
                opened.LocalCluster(
                    n_workers=int(asked), threads_per_worker=1, host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                )
            )  # fmt: skip
        try:
            client = ending.enter_context(opened.Client(target, timeout=ANSWER_S))
        except (OSError, ValueError) as error:
            raise ClusterError(
                "no dask scheduler answers at « {address} »; start one with « dask scheduler »,"
                " then workers with « dask worker ADDRESS »",
                address=asked,
            ) from error
        yield partial(_by, client)


class _Sender:
    """What is under way to the workers of a cluster, and what each job was made of."""

    def __init__(self, client: "Client") -> None:
        self.client = client
        self.unread: set[str] = set()
        self._whole: tuple[object, Any] = (None, None)

    def send(self, job: Job, *, whole: bool = False) -> "Future[Answer]":
        """Send a tile: layers that the worker reads by itself are named, all else goes with it."""
        readings = {} if whole else job.readings()
        readings = {role: r for role, r in readings.items() if role not in self.unread}
        around = {role: frame for role, frame in job.around.items() if role not in readings}
        sent = replace(job, around=around, whole={}, readings=dict)
        return self.client.submit(_measured, sent, self._common(job), readings, pure=False)

    def facts(self, future: "Future[Answer]", job: Job) -> list[Facts]:
        """Facts of a tile; a layer that its worker cannot read is sent, to it and from now on."""
        answer = future.result()
        if isinstance(answer, list):
            return answer
        self.unread |= answer
        again = self.send(job, whole=True).result()
        if not isinstance(again, list):
            raise TypeError(again)
        return again

    def _common(self, job: Job) -> "Future[Any]":
        """What all tiles are given alike, sent once. It is a task: it outlives its worker."""
        if self._whole[0] is not job.whole:
            self._whole = job.whole, self.client.submit(dict, job.whole, pure=False)
        common: Future[Any] = self._whole[1]
        return common


def _measured(job: Job, common: Mapping[str, Any], readings: Mapping[str, Reading]) -> Answer:
    """At a worker: facts of a tile, or the roles of the layers that it cannot read as they were."""
    found: dict[str, Any] = {}
    for role, reading in readings.items():
        try:
            rows = reading.rows()
        except Exception:  # noqa: BLE001  whatever keeps a worker from a file, it is sent the rows
            rows = None
        if rows is None:
            return {role}
        found[role] = rows
    return of_tile(replace(job, around={**job.around, **found}, whole=common))


def _by(client: "Client", jobs: Iterable[Job]) -> Iterator[list[Facts]]:
    """Facts of each tile, in their order; so many are under way that no worker waits."""
    waiting, sender = iter(jobs), _Sender(client)
    under_way: deque[tuple[Future[Answer], Job]] = deque()

    def send(most: int) -> None:
        under_way.extend((sender.send(job), job) for job in islice(waiting, most))

    send(WAITING * max(1, len(client.scheduler_info(n_workers=-1)["workers"])))
    while under_way:
        yield sender.facts(*under_way.popleft())
        send(1)

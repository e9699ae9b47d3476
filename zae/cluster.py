"""
Tiles carried out by the workers of a dask cluster, on this machine or on others.

A tile goes to its worker with the layers around it, and comes back as facts: the very functions
that run here, so the very answers. What a worker was given stays with the scheduler until it is
done: a worker that dies costs the time of its tiles, never a row.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from criteria.facts import Facts
from land.errors import ZaeError
from zae.spreading import Carry, Job, of_tile

if TYPE_CHECKING:
    from distributed import Client, Future

ANSWER_S: Final = 10
"""How long a scheduler may take to answer. [s]"""

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
        import distributed  # noqa: PLC0415  an extra: [cluster]
    except ImportError as error:
        raise ClusterError("several workers need dask: install « zae-toolkit[cluster] »") from error
    opened: Any = distributed
    with ExitStack() as ending:
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


def _by(client: "Client", jobs: Iterable[Job]) -> Iterator[list[Facts]]:
    """Facts of each tile, in their order; so many are under way that no worker waits."""
    waiting = iter(jobs)
    under_way: deque[Future[list[Facts]]] = deque()

    def send(most: int) -> None:
        under_way.extend(client.submit(of_tile, job, pure=False) for job in islice(waiting, most))

    send(WAITING * max(1, len(client.scheduler_info(n_workers=-1)["workers"])))
    while under_way:
        yield under_way.popleft().result()
        send(1)

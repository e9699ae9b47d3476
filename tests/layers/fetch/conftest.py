"""The server that misbehaves, and a client with little patience."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.fetch.client import Http, Patience, client
from tests.layers.fetch.faulty import Server, serving

SHORT = Patience(tries=3, backoff_s=0.01, longest_wait_s=1, connect_s=2, read_s=1.5)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    (tmp_path / "served").mkdir()
    with serving(tmp_path / "served") as state:
        yield state


@pytest.fixture
def http() -> Iterator[Http]:
    found = client(SHORT)
    yield found
    found.session.close()

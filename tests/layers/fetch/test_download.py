"""A real client against a real server that cuts, lies, corrupts, throttles and refuses."""

import hashlib
import json
import threading
import zipfile
from pathlib import Path

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import ChecksumError, FetchError
from layers.fetch.client import Http, Patience, client, unreachable
from layers.fetch.download import BLOCK, download
from tests.layers.fetch.conftest import SHORT
from tests.layers.fetch.faulty import Fault, Server, serving
from zae.messages import translator

KEPT = 18 * BLOCK
"""Bytes that are kept of an answer cut a little later."""

CONTENT = b"".join(f"{i};ligne {i}\n".encode() for i in range(60_000))


@pytest.fixture
def served(server: Server) -> Server:
    (server.folder / "a.csv").write_bytes(CONTENT)
    return server


def left(target: Path) -> set[str]:
    return {p.name for p in target.parent.iterdir()}


def test_a_file_comes_whole_with_its_hash(served: Server, http: Http, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    found = download(
        served.url("a.csv"), tmp_path / "in" / "a.csv", http=http, kind="csv",
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert found.path.read_bytes() == CONTENT
    assert found.state.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert left(found.path) == {"a.csv", "a.csv.state.json"}


def test_what_has_not_changed_is_not_sent_again(served: Server, http: Http, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    first = download(served.url("a.csv"), target, http=http)
    again = download(served.url("a.csv"), target, http=http)
    assert (first.changed, again.changed) == (True, False)
    assert served.answers == {200: 1, 304: 1}
    (served.folder / "a.csv").write_bytes(CONTENT + b"neuf\n")
    newer = download(served.url("a.csv"), target, http=http)
    assert newer.changed
    assert target.read_bytes().endswith(b"neuf\n")


def test_a_cached_file_that_was_damaged_is_fetched_again(
    served: Server, http: Http, tmp_path: Path
) -> None:
    target = tmp_path / "a.csv"
    download(served.url("a.csv"), target, http=http)
    target.write_bytes(b"x" * len(CONTENT))
    assert download(served.url("a.csv"), target, http=http).changed
    assert target.read_bytes() == CONTENT


def test_a_cut_download_goes_on_from_where_it_stopped(
    served: Server, http: Http, tmp_path: Path
) -> None:
    served.faults["a.csv"] = Fault("cut", at=300_000)
    found = download(served.url("a.csv"), tmp_path / "a.csv", http=http)
    assert found.path.read_bytes() == CONTENT
    assert served.ranges_asked() == [f"bytes={KEPT}-"]


def test_a_server_without_ranges_begins_again(served: Server, http: Http, tmp_path: Path) -> None:
    served.ranges = False
    served.faults["a.csv"] = Fault("cut", at=300_000)
    assert download(served.url("a.csv"), tmp_path / "a.csv", http=http).path.read_bytes() == CONTENT


def test_without_a_validator_nothing_is_glued_together(
    served: Server, http: Http, tmp_path: Path
) -> None:
    served.etags = False
    served.faults["a.csv"] = Fault("cut", at=300_000)
    assert download(served.url("a.csv"), tmp_path / "a.csv", http=http).path.read_bytes() == CONTENT
    assert served.ranges_asked() == []


def test_a_file_that_changed_between_two_pieces_is_begun_again(
    served: Server, http: Http, tmp_path: Path
) -> None:
    target = tmp_path / "a.csv"
    served.faults["a.csv"] = Fault("cut", at=300_000, times=-1)
    served.ranges = False
    with pytest.raises(FetchError, match="cut short again and again"):
        download(served.url("a.csv"), target, http=http)
    assert "a.csv.part" in left(target)
    served.ranges, served.faults = True, {}
    newer = CONTENT.replace(b"ligne", b"LIGNE")
    (served.folder / "a.csv").write_bytes(newer)
    assert download(served.url("a.csv"), target, http=http).path.read_bytes() == newer
    assert set(served.ranges_asked()) == {f"bytes={KEPT}-"}


def test_a_length_that_is_a_lie_is_an_error_and_the_old_file_stays(
    served: Server, http: Http, tmp_path: Path
) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"vieux")
    served.faults["a.csv"] = Fault("lies", at=10, times=-1)
    with pytest.raises(FetchError, match="cut short again and again"):
        download(served.url("a.csv"), target, http=http)
    assert target.read_bytes() == b"vieux"


def test_a_server_that_goes_silent_is_asked_again(
    served: Server, http: Http, tmp_path: Path
) -> None:
    served.faults["a.csv"] = Fault("hang", at=300_000)
    assert download(served.url("a.csv"), tmp_path / "a.csv", http=http).path.read_bytes() == CONTENT
    assert served.ranges_asked() == [f"bytes={KEPT}-"]


def test_a_slow_server_is_waited_for(served: Server, http: Http, tmp_path: Path) -> None:
    served.faults["a.csv"] = Fault("slow", at=100_000)
    assert download(served.url("a.csv"), tmp_path / "a.csv", http=http).path.read_bytes() == CONTENT


def test_corrupt_bytes_are_refused_and_not_kept(served: Server, http: Http, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    served.faults["a.csv"] = Fault("corrupt", at=5)
    wanted = hashlib.sha256(CONTENT).hexdigest()
    with pytest.raises(ChecksumError, match=wanted):
        download(served.url("a.csv"), target, http=http, sha256=wanted)
    assert not target.exists()
    assert "a.csv.part" not in left(target)
    assert download(served.url("a.csv"), target, http=http, sha256=wanted).changed


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_the_time_it_says(
    served: Server, http: Http, tmp_path: Path, status: int
) -> None:
    served.faults["a.csv"] = Fault("status", at=status, times=2, text="0")
    assert download(served.url("a.csv"), tmp_path / "a.csv", http=http).changed
    assert served.answers == {status: 2, 200: 1}


def test_retry_after_is_honoured(served: Server, tmp_path: Path) -> None:
    """The back-off alone would ask again within a hundredth of a second."""
    served.faults["a.csv"] = Fault("status", at=503, text="1")
    waits: list[float] = []
    pause = threading.Event()
    impatient = client(Patience(tries=2, backoff_s=0.001, longest_wait_s=2))
    adapter = impatient.session.get_adapter("http://")
    retries = type(adapter.max_retries)

    class Noting(retries):  # type: ignore[valid-type, misc]
        def sleep(self, response: object = None) -> None:
            waits.append(self.get_retry_after(response) or 0)
            pause.wait(0.001)

    adapter.max_retries = Noting(
        total=1, status_forcelist=(503,), respect_retry_after_header=True, raise_on_status=False
    )
    assert download(served.url("a.csv"), tmp_path / "a.csv", http=impatient).changed
    assert waits == [1]


def test_a_server_that_stays_busy_is_named(served: Server, http: Http, tmp_path: Path) -> None:
    served.faults["a.csv"] = Fault("status", at=503, times=-1)
    with pytest.raises(FetchError, match=r"a\.csv: the server is overloaded or broken \(503"):
        download(served.url("a.csv"), tmp_path / "a.csv", http=http)
    assert served.answers == {503: SHORT.tries}


@pytest.mark.parametrize(
    ("status", "said"), [(404, "nothing there"), (403, "token is needed"), (400, "refused")]
)
def test_an_answer_that_will_not_change_is_not_asked_for_again(
    served: Server, http: Http, tmp_path: Path, status: int, said: str
) -> None:
    served.faults["a.csv"] = Fault("status", at=status, times=-1)
    with pytest.raises(FetchError, match=said):
        download(served.url("a.csv"), tmp_path / "a.csv", http=http)
    assert served.answers == {status: 1}


def test_a_page_of_excuses_is_not_a_file(served: Server, http: Http, tmp_path: Path) -> None:
    page = "<!DOCTYPE html><html><head><title>Maintenance en cours</title></head></html>"
    served.faults["a.csv"] = Fault("page", text=page)
    with pytest.raises(FetchError, match=r"web page came instead .*Maintenance en cours"):
        download(served.url("a.csv"), tmp_path / "a.csv", http=http, kind="csv")
    assert not (tmp_path / "a.csv").exists()


def test_nobody_at_the_address(http: Http, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="no answer"):
        download("http://127.0.0.1:9/a.csv", tmp_path / "a.csv", http=http)


@pytest.mark.parametrize(
    ("kind", "content"),
    [("zip", b"PK\x03"), ("parquet", b"PAR1 and then it stops"), ("geojson", b"id;nom\n"),
     ("csv", b"\x00\x01binary"), ("gpkg", b"PK\x03\x04")],
)  # fmt: skip
def test_a_file_of_another_kind(
    server: Server, http: Http, tmp_path: Path, kind: str, content: bytes
) -> None:
    (server.folder / "f").write_bytes(content)
    with pytest.raises(FetchError, match=f"not a whole file of kind {kind}"):
        download(server.url("f"), tmp_path / "f", http=http, kind=kind)


def test_a_zip_is_a_zip(server: Server, http: Http, tmp_path: Path) -> None:
    with zipfile.ZipFile(server.folder / "z.zip", "w") as archive:
        archive.writestr("a.csv", "x")
    assert download(server.url("z.zip"), tmp_path / "z.zip", http=http, kind="zip").changed


def test_stopped_from_the_keyboard_it_goes_on_later(
    served: Server, http: Http, tmp_path: Path
) -> None:
    target = tmp_path / "a.csv"

    def stop(done: int, _total: int | None) -> None:
        if done > 300_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(served.url("a.csv"), target, http=http, progress=stop)
    kept = (tmp_path / "a.csv.part").stat().st_size
    assert 0 < kept < len(CONTENT)
    assert download(served.url("a.csv"), target, http=http).path.read_bytes() == CONTENT
    assert served.ranges_asked() == [f"bytes={kept}-"]


def test_a_password_never_leaves_the_request(
    served: Server, http: Http, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZAE_TEST_SECRET", "s3cr3tWord")
    url = served.url("a.csv?token=${ZAE_TEST_SECRET}")
    download(url, tmp_path / "a.csv", http=http)
    assert "s3cr3tWord" in served.asked[0][0]
    written = "".join(p.read_text() for p in tmp_path.glob("*.json"))
    assert "s3cr3tWord" not in written
    assert json.loads((tmp_path / "a.csv.state.json").read_text())["url"].endswith("?token=…")
    served.faults["a.csv"] = Fault("status", at=500, times=-1)
    with pytest.raises(FetchError) as raised:
        download(url, tmp_path / "b.csv", http=http)
    assert "s3cr3tWord" not in str(raised.value)
    assert raised.value.__cause__ is None


@settings(max_examples=15)
@given(cuts=st.lists(st.integers(0, 9_000), max_size=4))
def test_wherever_it_is_cut_the_bytes_are_the_same(
    cuts: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cuts")
    (folder / "served").mkdir()
    content = CONTENT[:9_001]
    (folder / "served" / "a.csv").write_bytes(content)
    http = client(Patience(tries=9, backoff_s=0, connect_s=2, read_s=2))
    with serving(folder / "served") as state:
        pending = iter(cuts)

        class Again(Fault):
            def __init__(self) -> None:
                super().__init__("cut", times=len(cuts))

            @property  # type: ignore[override]
            def at(self) -> int:
                return next(pending, 10_000)

            @at.setter
            def at(self, value: int) -> None:
                del value

        state.faults["a.csv"] = Again()
        found = download(state.url("a.csv"), folder / "a.csv", http=http)
    http.session.close()
    assert found.path.read_bytes() == content


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (requests.exceptions.ProxyError("refused"), "vérifiez HTTPS_PROXY"),
        (requests.exceptions.SSLError("self-signed"), "REQUESTS_CA_BUNDLE"),
        (requests.exceptions.ConnectionError("no route"), "donnez son dossier par --from"),
    ],
)
def test_a_server_that_cannot_be_reached_says_what_to_do(error: Exception, advice: str) -> None:
    assert advice in unreachable("https://h.example/x", error).said(translator("fr"))

"""
One file from a server to the disk: resumed where it was cut, asked for only if it changed.

Beside ``NAME`` lie ``NAME.state.json`` (what the server said of it, and its hash) and, while it is
incomplete, ``NAME.part`` with ``NAME.part.json``. Whatever stops a download, the next call goes on.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import requests

from layers.errors import ChecksumError, FetchError
from layers.fetch.client import Http, unreachable
from layers.fetch.sniff import require_kind
from layers.secrets import filled, scrubbed

BLOCK: Final = 1 << 14
"""Bytes read at a time: what is lost of an answer that is cut is less than that. [byte]"""

_RANGE: Final = re.compile(r"bytes (?P<first>\d+)-\d+/(?P<total>\d+|\*)")
_PARTIAL: Final = 206
_NOT_MODIFIED: Final = 304
_NO_RANGE: Final = 416

Progress = Callable[[int, int | None], None]
"""Told the bytes that are there, and how many there will be where that is known."""


def silent(_done: int, _total: int | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """
    What is known of a file that was, or is being, brought in.

    Parameters
    ----------
    url : str
        Address, without secrets.
    etag, last_modified : str
        Validators that the server gave.
    size : int or None
        Bytes in all, where the server says. [byte]
    sha256 : str
        Hash of the whole file; empty while it is incomplete.
    fetched_at : str
        When it was last known to be up to date, in UTC.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    size: int | None = None
    sha256: str = ""
    fetched_at: str = ""

    @property
    def validator(self) -> str:
        """What goes into If-Range: a strong ETag, else the date, else nothing."""
        strong = self.etag if self.etag and not self.etag.startswith("W/") else ""
        return strong or self.last_modified


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file on the disk, with what is known of it, and whether it came in just now."""

    path: Path
    state: State
    changed: bool


def download(
    url: str,
    target: Path,
    *,
    http: Http,
    kind: str = "",
    sha256: str = "",
    progress: Progress = silent,
) -> Download:
    """
    Bring a file in, unless the one that is there is still that of the server.

    Parameters
    ----------
    url : str
        Address; ``${NAME}`` in it is taken from the environment or the keyring.
    target : Path
        File to write.
    http : Http
        The client.
    kind : str
        What the file must be (``zip``, ``parquet``, ``geojson``, ``csv``, …); not looked at if
        empty.
    sha256 : str
        Hash that it must have, where it is known.
    progress : callable
        Told how far it is.

    Returns
    -------
    Download
        The file.

    Raises
    ------
    FetchError
        If it cannot be had whole, or is something else (a page of excuses instead of a file).
    ChecksumError
        If it is whole and its hash is another one.

    Notes
    -----
    The new file takes the place of the old one when it is whole and checked, not before.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    known = _known(target)
    with_secrets = filled(url)
    if known and known.url == scrubbed(with_secrets) and _unchanged(with_secrets, known, http):
        state = replace(known, fetched_at=_now())
        _write(_state_file(target), state)
        return Download(path=target, state=state, changed=False)
    part = target.with_name(f"{target.name}.part")
    state = _whole(with_secrets, part, http, progress)
    try:
        require_kind(part, kind, scrubbed(with_secrets))
        found = _sha256(part)
        if sha256 and found != sha256.lower():
            raise ChecksumError(
                "{url}: the file is not the announced one (sha256 {found}, expected {wanted})",
                url=scrubbed(with_secrets),
                found=found,
                wanted=sha256,
            )
    except FetchError:
        _forget(part)
        raise
    state = replace(state, sha256=found, size=part.stat().st_size, fetched_at=_now())
    part.replace(target)
    _write(_state_file(target), state)
    _part_state(part).unlink(missing_ok=True)
    return Download(path=target, state=state, changed=True)


def _known(target: Path) -> State | None:
    """What is known of a file that is there, if its bytes are still those that came."""
    state = _read(_state_file(target))
    if state is None or not target.is_file() or target.stat().st_size != state.size:
        return None
    return state if _sha256(target) == state.sha256 else None


def _unchanged(url: str, known: State, http: Http) -> bool:
    """Whether the server says that the file has not changed; False where it does not say."""
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    asked = {name: value for name, value in headers.items() if value}
    if not asked:
        return False
    with http.get(url, headers=asked) as response:
        return response.status_code == _NOT_MODIFIED


def _whole(url: str, part: Path, http: Http, progress: Progress) -> State:
    """Bring in what is missing, as often as it takes while each try brings some more."""
    barren, best, told = 0, _size(part), ""
    while True:
        try:
            return _more(url, part, http, progress)
        except _CutShortError as cut:
            told = cut.why
        barren = 0 if _size(part) > best else barren + 1
        best = max(best, _size(part))
        if barren >= http.patience.tries:
            raise FetchError(
                "{url}: cut short again and again ({why}); what came is kept, and the next run "
                "goes on from there",
                url=scrubbed(url),
                why=told,
            )
        time.sleep(min(http.patience.backoff_s * 2**barren, http.patience.longest_wait_s))


class _CutShortError(Exception):
    """An answer that ended before its end."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _more(url: str, part: Path, http: Http, progress: Progress) -> State:
    headers = _resuming(part, scrubbed(url))
    with http.get(url, headers=headers) as response:
        if response.status_code == _NO_RANGE:
            _forget(part)
            raise _CutShortError(f"{_NO_RANGE}")
        start, total = _extent(response, part)
        state = State(
            url=scrubbed(url),
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
            size=total,
        )
        _write(_part_state(part), state)
        _pour(response, part, start=start, total=total, progress=progress)
    if total is not None and _size(part) != total:
        raise _CutShortError(f"{_size(part)} / {total}")
    return state


def _resuming(part: Path, shown: str) -> dict[str, str]:
    """Headers that ask for the rest of a file, if it is known to be a part of the same one."""
    state = _read(_part_state(part))
    if state is None or state.url != shown or not state.validator or not _size(part):
        return {}
    return {"Range": f"bytes={_size(part)}-", "If-Range": state.validator}


def _extent(response: requests.Response, part: Path) -> tuple[int, int | None]:
    """First byte of the answer in the file, and size of the whole file where it is said."""
    if response.status_code == _PARTIAL:
        found = _RANGE.match(response.headers.get("Content-Range", ""))
        if not found or int(found["first"]) != _size(part):
            _forget(part)
            raise _CutShortError(response.headers.get("Content-Range", "206"))
        return int(found["first"]), None if found["total"] == "*" else int(found["total"])
    length = response.headers.get("Content-Length", "")
    packed = response.headers.get("Content-Encoding", "identity") != "identity"
    return 0, int(length) if length.isdigit() and not packed else None


def _pour(
    response: requests.Response,
    part: Path,
    *,
    start: int,
    total: int | None,
    progress: Progress,
) -> None:
    done = start
    with part.open("r+b" if start else "wb") as file:
        file.seek(start)
        file.truncate()
        try:
            for block in response.iter_content(BLOCK):
                file.write(block)
                done += len(block)
                progress(done, total)
        except requests.RequestException as error:
            raise _CutShortError(str(unreachable("", error))) from None


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _part_state(part).unlink(missing_ok=True)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _state_file(target: Path) -> Path:
    return target.with_name(f"{target.name}.state.json")


def _part_state(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _read(path: Path) -> State | None:
    try:
        return State(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(path: Path, state: State) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    beside.replace(path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

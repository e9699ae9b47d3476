"""A real HTTP server on loopback whose interface answers in pages, and lies as it is told to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PATH = "/api/v1/rows"


@dataclass
class Pages:
    """Rows that are served, how many at once, and what is said of them."""

    base: str
    rows: list[Any] = field(default_factory=list)
    size: int = 2
    records: str = "data"
    total: str = "results"
    announced: int | None = None
    """Number that is said; the true one where None, nothing where below 0."""
    host: str = ""
    """Host in the address of the next page; that of the server where empty."""
    moved: bool = False
    """Whether a row slides to the next page between two requests, once."""
    circle: bool = False
    body: bytes = b""
    """Answer instead of rows, where there is one."""
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.base}{PATH}?code_insee=34172"

    def answer(self, number: int) -> bytes:
        if self.body:
            return self.body
        first = (number - 1) * self.size
        if self.moved and number == 2:
            first, self.moved = first - 1, False
        said = len(self.rows) if self.announced is None else self.announced
        more = first + self.size < len(self.rows)
        follow = 1 if self.circle else number + 1
        following = f"{self.host or self.base}{PATH}?code_insee=34172&page={follow}"
        content = {self.records: self.rows[first : first + self.size], "page": number,
                   "next": following if more or self.circle else None}  # fmt: skip
        return json.dumps(content | ({self.total: said} if said >= 0 else {})).encode()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, pages: Pages, *rest: object) -> None:
        self.pages = pages
        super().__init__(*rest)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.pages.asked.append(self.path)
        body = self.pages.answer(int(parse_qs(parts.query).get("page", ["1"])[0]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving() -> Iterator[Pages]:
    pages = Pages(base="")
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, pages))
    httpd.daemon_threads = True
    pages.base = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield pages
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()

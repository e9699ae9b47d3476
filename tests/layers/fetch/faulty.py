"""A real HTTP server on loopback that serves a folder, and misbehaves as it is told to."""

import hashlib
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


@dataclass
class Fault:
    """What goes wrong with one path, for the first ``times`` requests (-1: always)."""

    kind: str
    at: int = 0
    times: int = 1
    text: str = ""


@dataclass
class Server:
    """A running server: its base address, its faults by path, and what it was asked."""

    base: str
    folder: Path
    faults: dict[str, Fault] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    etags: bool = True
    ranges: bool = True
    stop: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str) -> str:
        return f"{self.base}/{path}"

    def ranges_asked(self) -> list[str]:
        return [headers["range"] for _, headers in self.asked if "range" in headers]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, server: Server, *rest: object) -> None:
        self.state = server
        super().__init__(*rest)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        headers = {k.lower(): v for k, v in self.headers.items()}
        self.state.asked.append((self.path, headers))
        fault = self._fault(path)
        if fault and fault.kind == "status":
            self._end(fault.at, b"busy", {"Retry-After": fault.text} if fault.text else {})
            return
        if fault and fault.kind == "page":
            self._end(200, fault.text.encode(), {"Content-Type": "text/html"})
            return
        file = self.state.folder / path.lstrip("/")
        if not file.is_file():
            self._end(404, b"no", {})
            return
        self._serve(file.read_bytes(), headers, fault)

    def _fault(self, path: str) -> Fault | None:
        fault = self.state.faults.get(path.lstrip("/"))
        if fault is None or fault.times == 0:
            return None
        fault.times -= 1
        return fault

    def _serve(self, content: bytes, asked: dict[str, str], fault: Fault | None) -> None:
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        if self.state.etags and asked.get("if-none-match") == etag:
            self._end(304, b"", {"ETag": etag})
            return
        if fault and fault.kind == "corrupt":
            content = (
                content[: fault.at] + bytes([content[fault.at] ^ 0xFF]) + content[fault.at + 1 :]
            )
        head = {"ETag": etag} if self.state.etags else {}
        first = 0
        wants = asked.get("range", "").removeprefix("bytes=").rstrip("-")
        if self.state.ranges and wants and asked.get("if-range", etag) == etag:
            first = int(wants)
            if first >= len(content):
                self._end(416, b"", {"Content-Range": f"bytes */{len(content)}"})
                return
            head["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
        self._send(206 if first else 200, content[first:], head, fault)

    def _send(self, status: int, body: bytes, head: dict[str, str], fault: Fault | None) -> None:
        length = len(body)
        if fault and fault.kind == "lies":
            length += fault.at
        self._head(status, {"Content-Length": str(length), **head})
        if fault and fault.kind == "cut":
            body = body[: fault.at]
        if fault and fault.kind == "slow":
            for at in range(0, len(body), fault.at):
                self.wfile.write(body[at : at + fault.at])
                self.wfile.flush()
                time.sleep(0.01)
        elif fault and fault.kind == "hang":
            self.wfile.write(body[: fault.at])
            self.wfile.flush()
            self.state.stop.wait(5)
        else:
            self.wfile.write(body)
        if fault and fault.kind in {"cut", "lies", "hang"}:
            self.close_connection = True

    def _end(self, status: int, body: bytes, head: dict[str, str]) -> None:
        self._head(status, {"Content-Length": str(len(body)), **head})
        self.wfile.write(body)

    def _head(self, status: int, head: dict[str, str]) -> None:
        self.state.answers[status] += 1
        self.send_response(status)
        for name, value in head.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    state = Server(base="", folder=folder)
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, state))
    httpd.daemon_threads = True
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that was killed
    state.base = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        state.stop.set()
        httpd.shutdown()
        thread.join()
        httpd.server_close()

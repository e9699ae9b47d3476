"""A real MapServer behind a small HTTP server: WFS 2.0 on loopback."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

MAPSERV = Path("/usr/lib/cgi-bin/mapserv")
JSON = """
  OUTPUTFORMAT
    NAME "geojson"
    DRIVER "OGR/GEOJSON"
    MIMETYPE "application/json; subtype=geojson"
    FORMATOPTION "STORAGE=stream"
    FORMATOPTION "FORM=SIMPLE"
  END
"""
MAP = """
MAP
  NAME "loopback"
  SIZE 100 100
  EXTENT {extent}
  PROJECTION "init=epsg:{code}" END
  {formats}
  WEB METADATA
    "ows_enable_request" "*"
    "ows_title" "loopback"
    "ows_onlineresource" "{base}/wfs"
    "wfs_getfeature_formatlist" "{list}"
    "ows_srs" "{systems}"
  END END
  LAYER
    NAME "{name}"
    TYPE POLYGON
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "{path}"
    DATA "{layer}"
    PROJECTION "init=epsg:{code}" END
    METADATA
      "ows_title" "{name}"
      "gml_include_items" "all"
      "gml_featureid" "{key}"
      "wfs_maxfeatures" "{most}"
      "ows_srs" "{systems}"
    END
  END
END
"""


@dataclass
class Service:
    """A running service: its address, what it was asked, and how it is made to fail."""

    base: str
    map: Path
    asked: list[dict[str, str]] = field(default_factory=list)
    fail_at: int | None = None
    twist: bytes = b""

    @property
    def url(self) -> str:
        return f"{self.base}/wfs"


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, service: Service, *rest: object) -> None:
        self.service = service
        super().__init__(*rest)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {k.lower(): v[0] for k, v in parse_qs(parts.query).items()}
        self.service.asked.append(query)
        if self.service.fail_at is not None and query.get("startindex") == str(
            self.service.fail_at
        ):
            self.service.fail_at = None
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        answer = subprocess.run(
            [str(MAPSERV)], capture_output=True, check=False, timeout=30,
            env={**os.environ, "REQUEST_METHOD": "GET", "QUERY_STRING": parts.query,
                 "MS_MAPFILE": str(self.service.map), "SCRIPT_NAME": "/wfs",
                 "MAPSERVER_CONFIG_FILE": str(self.service.map.with_suffix(".conf"))},
        )  # fmt: skip
        head, _, body = answer.stdout.partition(b"\r\n\r\n")
        if not body:
            head, _, body = answer.stdout.partition(b"\n\n")
        kind = next(
            (line.split(b":", 1)[1].strip().decode() for line in head.splitlines()
             if line.lower().startswith(b"content-type")), "text/plain",
        )  # fmt: skip
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(folder: Path, **settings: object) -> Iterator[Service]:
    """A service of one layer; ``settings`` fill the map file."""
    map_ = folder / "loopback.map"
    service = Service(base="", map=map_)
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, service))
    httpd.daemon_threads = True
    service.base = f"http://127.0.0.1:{httpd.server_port}"
    content = {"formats": "", "list": "", "most": 100_000, "key": "id", "base": service.base}
    map_.write_text(MAP.format(**{**content, **settings}), encoding="utf-8")
    map_.with_suffix(".conf").write_text(
        'CONFIG\n  ENV\n    "MS_MAP_PATTERN" "."\n  END\nEND\n', encoding="utf-8"
    )
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()

"""The figures for France are those that the command beside them prints."""

import re
import shlex
import subprocess
import sys

import pytest

from tests.conftest import ROOT

ROUND = (
    "--facts-ms 36 --tile-s 3.6 --door-ms 0.9 --overlap 2 --rest-ms 1.8 --studies 101 "
    "--sent 100 --read 1000 --back 10 --layers 2000 "
    "--written 500 --memory 10000 --filled 0.5 --tile 20000 --efficiency 1 --largest 0.02"
)


def said(words: list[str]) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / "france.py"), *words]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def test_the_page_shows_what_its_command_prints() -> None:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    command = re.search(r"^python benchmarks/france\.py ((?:.*\\\n)*.*)$", page, re.MULTILINE)
    assert command is not None
    words = shlex.split(command[1].replace("\\\n", " "))
    shown = " ".join(page.split())
    for block in said(words).strip().split("\n\n"):
        assert " ".join(block.split()) in shown


@pytest.mark.parametrize(
    ("workers", "hours"),
    [
        # 95 million sites × 36 ms of facts: 950 h; 9,500 tiles × 3.6 s: 9.5 h; all else, 1.8 ms and
        # twice 0.9 ms a site: 95 h.
        # One study at a time, three workers: (950 + 9.5) / 3 + 95.
        (3, "| 3 | 1 | 414.8 |"),
        # Two studies of eight workers: ((950 + 9.5) / 8 + 95) / 2.
        (16, "| 16 | 2 | 107.5 |"),
        # 101 studies of 80 workers: the largest holds 2 % of (950 + 9.5) / 80 + 95.
        (8080, "| 8080 | 101 | 2.1 |"),
    ],
)
def test_hours_worked_by_hand(workers: int, hours: str) -> None:
    found = said([*ROUND.split(), "--workers", str(workers)])
    assert hours in found
    assert "| partitions: tiles | 9,500 |" in found
    assert "| read by workers | 0.10 TB |" in found
    assert "| the same, largest study | 19.0 GB |" in found

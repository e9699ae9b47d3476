"""The version of QGIS that is found, from a program that says it as QGIS does."""

import os
import shutil
from pathlib import Path

import pytest

from zae.doctor import examine

POSIX = pytest.mark.skipif(os.name == "nt", reason="a script of a POSIX shell")


def found() -> str:
    return next(one.found for one in examine() if one.subject == "QGIS")


@POSIX
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo \"QGIS 3.34.9-Prizren 'Prizren' (exported)\"", "3.34.9"),
        ("exit 1", "qgis"),
    ],
)
def test_the_version_is_said_or_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    program = tmp_path / "qgis"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert found() == said


@pytest.mark.qgis
def test_the_real_one_says_its_version() -> None:
    if not shutil.which("qgis"):
        pytest.skip("no QGIS")
    assert found().startswith("3.")

"""Real studies written whole, as ``zae run`` does; and twice the same."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.real.conftest import WHOLE, Delivered, Studied
from zae.publish.delivery import FILES, deliver

pytestmark = pytest.mark.shared

WRITTEN_AT = "1767225600"  # 1 January 2026


@pytest.mark.parametrize("name", WHOLE)
def test_everything_is_written_and_says_what_it_is(
    studied: Studied, delivered: Delivered, name: str
) -> None:
    folder = delivered(name)
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert said["sites"] == len(studied(name).sites)
    assert {output["file"] for output in said["outputs"].values()} == set(FILES.values())
    for output in said["outputs"].values():
        content = (folder / output["file"]).read_bytes()
        assert output["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_same_study_gives_the_same_bytes(
    studied: Studied, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", WRITTEN_AT)
    folders = tmp_path / "first", tmp_path / "second"
    for folder in folders:
        deliver(studied("olemps"), folder)
    names = [sorted(p.name for p in folder.iterdir()) for folder in folders]
    assert names[0] == names[1] == sorted([*FILES.values(), "manifest.json"])
    for name in names[0]:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes(), name

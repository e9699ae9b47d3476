"""A delivery appears whole or not at all."""

from pathlib import Path

import pytest

from zae.assessment import Assessment
from zae.publish.delivery import FILES, deliver


def test_everything_is_there_and_nothing_else(assessment: Assessment, tmp_path: Path) -> None:
    files = deliver(assessment, tmp_path / "résultats")
    assert {p.name for p in files.values()} == {*FILES.values(), "manifest.json"}
    assert sorted(p.name for p in (tmp_path / "résultats").iterdir()) == sorted(
        p.name for p in files.values()
    )


def test_a_run_that_stops_half_way_leaves_what_was_there(
    assessment: Assessment, tmp_path: Path
) -> None:
    for name in (*FILES.values(), "manifest.json"):
        (tmp_path / name).write_text("earlier run")

    def stop(step: str) -> None:
        if step == FILES["report"]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(assessment, tmp_path, progress=stop)
    assert {p.read_text() for p in tmp_path.iterdir()} == {"earlier run"}

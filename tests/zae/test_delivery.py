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


def test_a_delivery_of_few_sites_leaves_nothing_of_one_of_many(
    assessment: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facts apart, a map in a folder and reports of sites go; what a reader changed stays."""
    monkeypatch.setattr("zae.publish.apart.ROWS", 0)
    monkeypatch.setattr("zae.publish.webmap.PAGE_SITES", 0)
    large = deliver(assessment, tmp_path, site_reports=True)
    held = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert {"facts.parquet", "vetoes.parquet", "map_files/sites.pmtiles"} <= held
    assert held == {p.relative_to(tmp_path).as_posix() for p in large.values()}
    (tmp_path / "vetoes.parquet").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine too")
    monkeypatch.undo()
    deliver(assessment, tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        (*FILES.values(), "manifest.json", "vetoes.parquet", "notes.txt")
    )

"""Steps that are told: tiles of sites lengthen the way, a layer may have any name."""

import pytest

from zae.cli.progress import LINES, bar


def test_tiles_of_sites_are_counted_and_lengthen_the_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(LINES, "lines")
    with bar("fr", 3) as tell:
        for step in ("land: parcelles", "facts", "facts: 1 / 3", "facts: 2 / 3", "Commerce"):
            tell(step)
    assert capsys.readouterr().err.splitlines() == [
        "[1/3] land: parcelles",
        "[2/3] Faits relevés sur les sites",
        "[3/5] Faits relevés sur les sites 1 / 3",
        "[4/5] Faits relevés sur les sites 2 / 3",
        "[5/5] Commerce",
    ]

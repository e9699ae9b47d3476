"""`zae inventory diff`: what changed since the inventory before, in words and for a machine."""

import json
from pathlib import Path

import pytest
from pandas import Timestamp

from tests.zae.inventory import town
from zae.cli.entry import run
from zae.cli.exits import Exit
from zae.inventory.draft import SNAPSHOT
from zae.inventory.state import Inventory

U = "34022_TERRAIN-ECO_{:05d}".format


def test_what_changed_is_said_unit_by_unit(
    made: Inventory, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Since 2020 plots 3 and 4 came into one hand, and the business of plots 1 and 2 left."""
    assert run(["inventory", "diff", str(file)]) == Exit.FAULT
    assert "pas d'inventaire avant 2026" in capsys.readouterr().err
    year = file.parent / "inventaire" / "2020"
    year.mkdir(parents=True)
    made.units.to_parquet(year / SNAPSHOT)
    left = town.firm(1, 1, active=False, closed=Timestamp("2023-01-01"))
    town.write(file.parent, cadastre=town.parcels({4: "Société 3"}),
               firms=(left, *town.FIRMS[1:]))  # fmt: skip
    assert run(["inventory", "diff", str(file), "--json"]) == Exit.OK
    rows = json.loads(capsys.readouterr().out)
    told = {(r["before"], r["after"]): (r["change"], r["use"]) for r in rows}
    assert told[U(1), U(1)] == ("kept", "freed")
    assert {told[U(2), U(8)][0], told[U(3), U(8)][0]} == {"merged"}
    assert (U(6), U(6)) not in told  # nothing changed there
    assert run(["inventory", "diff", str(file)]) == Exit.OK
    said = capsys.readouterr().out.splitlines()
    assert f"{U(1)} → {U(1)} : même unité, occupée → vacante" in said

"""The draft on a row of plots: units, occupants, vacancy, ids, each worked by hand."""

from pathlib import Path

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from pandas import Timestamp

from tests.zae.inventory import town
from zae import study
from zae.inventory import journal
from zae.inventory.draft import SNAPSHOT, draft, folder_of
from zae.inventory.state import Inventory
from zae.study import StudyError

U = "34022_TERRAIN-ECO_{:05d}".format


def test_units_are_contiguous_parcels_of_one_owner(made: Inventory) -> None:
    units = made.units
    assert list(units.index) == [U(i) for i in range(1, 8)]
    assert units.loc[U(1), "parcels"] == f"{town.parcel(1)}|{town.parcel(2)}"
    assert units["area_m2"].tolist() == [20_000, *[10_000] * 6]
    assert units["owner"].tolist()[:2] == ["Société 1", "Société 3"]


def test_the_state_of_each_unit(made: Inventory) -> None:
    units = made.units
    assert units["state"].tolist() == [
        "occupied", "vacant", "recent", "never_used", "vacant", "occupied", "unknown",
    ]  # fmt: skip
    assert units["evidence"].tolist() == [
        "estimated", "estimated", "estimated", "estimated", "measured", "estimated", "estimated",
    ]  # fmt: skip
    assert units.loc[U(2), "unoccupied_since"] == town.LEFT_LONG_AGO
    assert units.loc[U(5), "unoccupied_since"] == Timestamp("2018-02-01")  # the tax file's


def test_the_rate_has_two_bounds(made: Inventory) -> None:
    """Two of seven are vacant; the last may be, if the doubtful business is elsewhere."""
    zone = made.zones.iloc[0]
    assert made.zones.index.tolist() == ["34022_SITE-ECO_00001"]
    assert zone[["units", "vacant_low", "vacant_high"]].tolist() == [7, 2, 3]
    assert zone["rate_low"] == pytest.approx(2 / 7)
    assert zone["rate_high"] == pytest.approx(3 / 7)
    assert zone["commune"] == "Baillargues"


def test_occupants_count_no_landlord(made: Inventory) -> None:
    assert made.units["occupants"].tolist() == [1, 0, 0, 0, 0, 2, 0]
    firms = made.occupants
    assert firms["counted"].tolist() == [True, True, True, False, True, True]
    assert firms.loc[f"{1:014d}", ["method", "confidence"]].tolist() == ["both", 0.98]
    doubtful = firms.loc[f"{6:014d}"]
    assert doubtful["confidence"] == 0.5
    assert {doubtful["unit_id"], doubtful["others"]} == {U(6), U(7)}


def test_ids_outlive_renumbering_merging_and_a_new_owner(file: Path) -> None:
    """The cadastre is renumbered; plots 3 and 4 come into one hand; ids follow the ground."""
    first = draft(study.read(file))
    folder = folder_of(first.study)
    (folder / "2020").mkdir(parents=True)
    first.units.to_parquet(folder / "2020" / SNAPSHOT)
    cadastre = town.parcels({4: "Société 3"})
    cadastre["parcel_id"] = [f"340220000B{i + 40:04d}" for i in range(8)]
    town.write(file.parent, cadastre=cadastre)
    now = draft(study.read(file))
    assert now.units["change"].tolist() == ["kept"] * 5 + ["merged"]
    assert now.units.index.tolist() == [U(1), U(4), U(5), U(6), U(7), U(8)]
    merged = now.units.loc[U(8)]
    assert merged["origin"].split("|") == [U(2), U(3)]
    assert merged["state"] == "recent"  # the last of both to leave decides
    gone = now.changes[now.changes["change"] == "merged"]
    assert gone["before"].tolist() == [U(2), U(3)]


def test_a_zone_keeps_its_id_when_another_comes_before_it(file: Path) -> None:
    """Zone A0, that has no parcel, sorts before Z1, and takes the next number."""
    first = draft(study.read(file))
    folder = folder_of(first.study) / "2020"
    folder.mkdir(parents=True)
    first.units.to_parquet(folder / SNAPSHOT)
    zones = GeoDataFrame.from_file(file.parent / "zones.gpkg")
    other = zones.assign(zone_id="A0").set_geometry(zones.translate(0, 5000))
    (file.parent / "zones.gpkg").unlink()
    pd.concat([zones, other]).to_file(file.parent / "zones.gpkg")
    now = draft(study.read(file)).zones
    assert dict(zip(now["zone_id"], now.index, strict=True)) == {
        "A0": "34022_SITE-ECO_00002", "Z1": "34022_SITE-ECO_00001",
    }  # fmt: skip
    assert now.loc["34022_SITE-ECO_00001", "units"] == 7


def test_a_unit_that_somebody_leaves_is_freed(file: Path) -> None:
    first = draft(study.read(file))
    folder = folder_of(first.study)
    (folder / "2020").mkdir(parents=True)
    first.units.to_parquet(folder / "2020" / SNAPSHOT)
    left = town.firm(1, 1, active=False, closed=Timestamp("2023-01-01"))
    came = town.firm(9, 3, opened=Timestamp("2025-01-01"))
    town.write(file.parent, firms=(left, came, *town.FIRMS[1:]))
    changes = draft(study.read(file)).changes.set_index("after")
    assert changes.loc[U(1), ["state_before", "state_after", "use"]].tolist() == [
        "occupied", "vacant", "freed",
    ]  # fmt: skip
    assert changes.loc[U(2), "use"] == "occupied"
    assert changes.loc[U(6), "use"] == "same"


def test_without_a_section_or_parcels_it_says_so(file: Path) -> None:
    plain = study.read(file)
    with pytest.raises(StudyError, match=r"no section \[inventory\]"):
        draft(plain.model_copy(update={"inventory": None}))
    zones = plain.model_copy(update={"layers": plain.layers[:1]})
    with pytest.raises(StudyError, match="needs a layer of the role parcel"):
        draft(zones)


def test_without_businesses_nothing_is_guessed(file: Path) -> None:
    plain = study.read(file)
    bare = draft(plain.model_copy(update={"layers": plain.layers[:3]}))
    assert set(bare.units["state"]) == {"unknown"}
    assert bare.zones.iloc[0][["rate_low", "rate_high"]].tolist() == [0, 1]


def test_decisions_of_the_journal_are_taken_over(file: Path) -> None:
    """A person places the doubtful business on plot 8, and finds plot 4 in use."""
    plain = study.read(file)
    folder = folder_of(plain)
    day = __import__("datetime").date(2026, 2, 1)
    journal.append(folder, "establishment_decision", 2026, day=day,
                   contents=[{"subject": f"{6:014d}", "unit_id": U(7)}])  # fmt: skip
    journal.append(folder, "unit_decision", 2026, day=day,
                   contents=[{"subject": U(3), "occupied": "oui"}])  # fmt: skip
    now = draft(plain, journal.read(folder))
    assert now.units.loc[U(7), "state"] == "occupied"
    assert now.units.loc[U(3), ["state", "evidence"]].tolist() == ["occupied", "declared"]
    assert now.occupants.loc[f"{6:014d}", "method"] == "decided"

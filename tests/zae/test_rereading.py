"""Rows that a worker reads by itself are those of the whole layer, or are not taken for them."""

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from geopandas import GeoDataFrame
from pandas import testing

from criteria.facts import Facts
from layers import Layer, ReadOptions, read, sample
from tests.zae.test_tiles import PROJECTS, same
from zae.caching.content import digest
from zae.cluster import _measured
from zae.rereading import Reading, readable
from zae.spreading import Carry, Job, here, spread
from zae.tiles import Surroundings, tiles

ROLES = ("hazard", "building", "facility", "zone")


def write(frame: GeoDataFrame, folder: Path, *, parts: int = 4) -> Path:
    """Files of as many rows each, with covering columns, westernmost rows first."""
    folder.mkdir(parents=True)
    order = np.argsort(frame.geometry.bounds["minx"].to_numpy(), kind="stable")
    for number, rows in enumerate(np.array_split(order, parts)):
        part = frame.iloc[rows]
        part.reset_index().to_parquet(
            folder / f"{number}.parquet", index=False, write_covering_bbox=True
        )
    return folder


Ground = tuple[GeoDataFrame, dict[str, Layer]]


def laid(folder: Path, roles: tuple[str, ...] = ROLES) -> Ground:
    """Thirty parcels of a fictional commune, and layers in four files each."""
    made = sample.commune(parcels=1500).frames
    found = {}
    for role in roles:
        # Facilities come without ids, in degrees: ids are made by the order of all rows.
        frame = made[role].reset_index(drop=True).to_crs(4326) if role == "facility" else made[role]
        layer = read(write(frame, folder / role), role=role)
        assert isinstance(layer, Layer)
        found[role] = layer
    return made["parcel"].iloc[::50], found


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return laid(tmp_path_factory.mktemp("layers"))


def known(ground: Ground) -> dict[str, Any]:
    return {role: layer.frame for role, layer in ground[1].items()}


def tiled(ground: Ground, carry: Carry, roles: tuple[str, ...]) -> list[list[Facts]]:
    places, layers = ground
    frames = {role: layers[role].frame for role in roles}
    files, cut = readable(layers, frames), tiles(places, 10)
    return [*spread(places, frames, PROJECTS[:1], cut=cut, carry=carry, files=files)]


def readings(ground: Ground) -> Iterator[tuple[Reading, GeoDataFrame]]:
    """Each layer around each tile: how it is read again, and its rows here."""
    places, layers = ground
    frames = known(ground)
    around = Surroundings(frames)
    for tile in tiles(places, 10)[:3]:
        part = places.iloc[tile.rows]
        for role, file in readable(layers, frames).items():
            yield file.reading(role, around, part), around.of(part)[role]


def test_rows_read_again_are_those_of_the_whole_layer_in_their_order(ground: Ground) -> None:
    fewer = 0
    for reading, rows in readings(ground):
        again = reading.rows()
        assert again is not None
        testing.assert_frame_equal(again, rows)
        assert digest(again) == digest(rows)
        fewer += len(reading.options.parts) < 4
        if reading.role == "building":
            assert len(pickle.dumps(reading)) < 0.3 * len(pickle.dumps(rows))
    assert fewer, "a tile needs few of the files of a layer"


def test_rows_that_have_changed_since_are_not_taken_for_the_same(
    ground: Ground, tmp_path: Path
) -> None:
    reading = next(r for r, _ in readings(ground) if r.role == "hazard" and r.near)
    hazard = ground[1]["hazard"].frame
    moved = hazard.set_geometry(hazard.geometry.translate(0.5, 0.0))
    other = write(moved, tmp_path / "hazard")
    assert replace(reading, path=str(other)).rows() is None
    assert replace(reading, near=reading.near + 1).rows() is None


def test_a_worker_measures_what_it_reads_and_is_told_of(ground: Ground) -> None:
    jobs: list[Job] = []

    def keeping(some: Iterable[Job]) -> Iterator[list[Facts]]:
        jobs.extend(islice(some, 2))
        return here(jobs)

    for job, expected in zip(jobs, tiled(ground, keeping, ("hazard", "zone")), strict=True):
        sent = replace(job, around={}, whole={}, readings=dict)
        found = _measured(sent, job.whole, job.readings())
        assert isinstance(found, list)
        same([found], [expected])


def test_layers_that_only_the_whole_explains_are_sent(ground: Ground, tmp_path: Path) -> None:
    """Without covering columns, joined, or two in a role: there is no part to read."""
    layers = ground[1]
    hazard = layers["hazard"]
    plain = tmp_path / "hazard.parquet"
    hazard.frame.reset_index().to_parquet(plain, index=False)
    uncovered = read(plain, role="hazard")
    assert isinstance(uncovered, Layer)
    assert readable({"a": uncovered}, {"hazard": uncovered.frame}) == {}
    assert readable({"a": hazard}, {"hazard": hazard.frame.copy()}) == {}
    joined = replace(hazard, asked=(str(plain), ReadOptions(join={"path": "a.csv", "on": "b"})))
    assert readable({"a": joined}, {"hazard": joined.frame}) == {}
    assert set(readable(layers, known(ground))) == set(ROLES)

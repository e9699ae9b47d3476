"""Canaries: nothing closed in any byte of a public CNIG delivery, record and lists included."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
from geopandas import GeoDataFrame
from pandas import concat

from layers.cnig import CLASSES, Delivery, as_table, cnig_class, read, validate
from layers.cnig.standard import Field
from layers.cnig.write import Format
from tests.layers.cnig import deliveries
from tests.zae.test_leaks import MARK, taken_apart
from zae.publish.cnig_delivery import deliver_cnig

KEYS = ("SIRET", "SIREN", "site_id", "pole_id", "terr_id", "etab_nat_juridique")
NAMES = ("site_nom", "pole_nom", "etab_nom", "etab_raison_sociale")
PRODUCER = "243400017 Métropole <sig@exemple.fr>"


def canary(field: str) -> str:
    return f"{MARK}x{re.sub(r'[^a-z]', '', field.lower())}x"


def planted(field: Field) -> bool:
    """Fields that must not show a text of somebody: those that are closed, kinds, lists, forms."""
    typed = field.kind != "text" or field.choices or field.form or field.pattern
    return not field.spatial and field.name not in KEYS and bool(not field.public or typed)


def tables() -> Iterator[tuple[str, GeoDataFrame]]:
    for name, row in {**deliveries.sound(), "FRICHE": deliveries.friche()}.items():
        marked = {f.name: canary(f.name) for f in cnig_class(name).fields if planted(f)}
        yield name, row.drop(columns=set(marked) & set(row)).assign(**marked)


def people() -> GeoDataFrame:
    """A sole trader, the joint owners of a shop, a business that may not be named."""
    rows = [
        deliveries.establishment(etab_nat_juridique=form, etab_nom=name, etab_raison_sociale=name)
        for form, name in [("1000", canary("trader")), ("2110", canary("indivision")),
                           ("inconnu", canary("form")), (None, canary("noform"))]
    ]  # fmt: skip
    hidden = deliveries.establishment(etab_nom="non diffusible", etab_raison_sociale="[ND]",
                                      etab_source_info=canary("hidden"))  # fmt: skip
    return concat([*rows, hidden], ignore_index=True)


@pytest.fixture(scope="module")
def delivery() -> Delivery:
    made = [
        as_table(name, concat([rows, people()], ignore_index=True)
                 if name == "ETABLISSEMENT" else rows, file=f"{canary('file')}.csv")
        for name, rows in tables()
    ]  # fmt: skip
    # What was found in reading and checking holds the cells too.
    return Delivery(tables=tuple(made), faults=validate(made))


@pytest.mark.parametrize("form", get_args(Format))
def test_no_canary_leaves_in_the_public_edition(
    delivery: Delivery, tmp_path: Path, form: Format
) -> None:
    found = {}
    for edition in ("public", "restricted"):
        folder = tmp_path / edition
        out = folder / "livraison.gpkg" if form == "gpkg" else folder
        done = deliver_cnig(delivery, out, form=form, edition=edition, producer=PRODUCER)
        assert sorted(done.files) == sorted(p for p in done.files if p.exists())
        content = b"".join(taken_apart(p) for p in folder.iterdir())
        found[edition] = {m.decode() for m in re.findall(rf"{MARK}x(\w+?)x".encode(), content)}
        assert b"Garage" in content  # a legal person is named
    assert found["public"] == set()
    # The search finds what is there: every canary of a text in the restricted edition.
    texts = {canary(f.name).split("x")[1] for n in CLASSES for f in cnig_class(n).fields
             if planted(f) and f.kind == "text" and not f.width}  # fmt: skip
    assert texts | {"trader", "indivision", "file"} <= found["restricted"]


def test_the_public_edition_is_as_valid_as_the_restricted_one(tmp_path: Path) -> None:
    """What is withheld makes no fault: required fields say « inconnu »."""
    sound = Delivery(tables=tuple(as_table(n, t) for n, t in deliveries.sound().items()))
    deliver_cnig(sound, tmp_path, form="csv", edition="public", producer=PRODUCER)
    after = read([tmp_path])
    assert [t.kind.name for t in after.tables] == list(deliveries.sound())
    assert [f.message for f in validate(after) if f.level != "note"] == []
    plots = after.by_class()["TERRAIN-ECO"].frame
    assert plots["terr_maitrise_fonc"].tolist() == ["inconnu"]
    assert plots["terr_refcad"].isna().all()


def test_the_list_beside_a_public_edition_counts_and_names_nothing(
    delivery: Delivery, tmp_path: Path
) -> None:
    deliver_cnig(delivery, tmp_path, form="csv", edition="public")
    listed = pd.read_csv(tmp_path / "pertes.csv", sep=";", dtype=str, keep_default_na=False)
    people = listed["source"].str.startswith("edition.person")
    assert people.sum() == 5
    assert (listed[["file", "id", "found"]] == "").all(axis=None)
    assert listed["source"].str.startswith("edition.misplaced").any()

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

PERSON = "etab_nat_juridique"
"""Decides whether the row may be there at all: the canaries of people stand beside it."""

NAMES = ("site_nom", "pole_nom", "etab_nom", "etab_raison_sociale")
PRODUCER = "243400017 Métropole <sig@exemple.fr>"


def canary(field: str) -> str:
    return f"{MARK}x{re.sub(r'[^a-z]', '', field.lower())}x"


def planted(field: Field) -> bool:
    """Fields that must not show a text of somebody: those that are closed, kinds, lists, forms."""
    typed = field.kind != "text" or field.choices or field.form or field.pattern
    return not field.spatial and field.name != PERSON and bool(not field.public or typed)


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


@pytest.mark.parametrize("form", get_args(Format))
def test_without_any_geometry_all_is_written_but_the_record(tmp_path: Path, form: Format) -> None:
    """A public edition whose establishments are all sole traders has no row, thus no extent."""
    traders = as_table("ETABLISSEMENT", deliveries.establishment(etab_nat_juridique="1000"))
    shapeless = as_table("FRICHE", pd.DataFrame(deliveries.friche().drop(
        columns=["geometry", "geomsurf"])))  # fmt: skip
    for table, edition in ((traders, "public"), (shapeless, "restricted")):
        name = table.kind.name
        folder = tmp_path / name
        out = folder / "livraison.gpkg" if form == "gpkg" else folder
        done = deliver_cnig(Delivery(tables=(table,)), out, form=form, edition=edition,
                            producer=PRODUCER)  # fmt: skip
        assert done.lacking == f"a row with a geometry, for its extent ({name})"
        assert [p for p in folder.iterdir() if p.suffix == ".xml"] == []
        assert {p for p in done.files if p.exists()} == set(done.files)
        assert len(done.files) == 2
    again = read([done.files[0]]).by_class()
    assert again["FRICHE"].ids.tolist() == ["34172_22-12.0017"]


def test_the_record_of_another_standard_is_written(tmp_path: Path) -> None:
    shapeless = pd.DataFrame(deliveries.friche().drop(columns=["geometry", "geomsurf"]))
    made = (as_table("SITE-ECO", deliveries.site()), as_table("FRICHE", shapeless))
    done = deliver_cnig(Delivery(tables=made), tmp_path, form="csv", producer=PRODUCER)
    assert done.lacking == "a row with a geometry, for its extent (FRICHE)"
    assert len([p for p in done.files if p.suffix == ".xml"]) == 1


def test_a_link_that_the_public_edition_cannot_keep_is_counted_at_both_ends(
    tmp_path: Path,
) -> None:
    """Site « ZAE Dupont » and its plot: neither end names it, and the list says so of each."""
    own = "ZAE Dupont"
    sites = concat([deliveries.site(), deliveries.site(site_id=own)], ignore_index=True)
    plots = concat([deliveries.plot(), deliveries.plot(site_id=own)], ignore_index=True)
    made = (as_table("SITE-ECO", sites), as_table("TERRAIN-ECO", plots))
    done = deliver_cnig(Delivery(tables=made), tmp_path, form="csv", edition="public")
    lost = [(f.table, f.field, f.row) for f in done.faults if f.rule == "edition.misplaced"]
    assert lost == [("SITE-ECO", "site_id", 1), ("TERRAIN-ECO", "site_id", 1)]
    after = read([tmp_path]).by_class()
    kept = [after["SITE-ECO"].frame["site_id"], after["TERRAIN-ECO"].frame["site_id"]]
    assert [k.tolist() for k in kept] == [["34172_SITE-ECO_00001", None]] * 2


def test_references_may_be_several_or_unknown(tmp_path: Path) -> None:
    cells = ["34172_TERRAIN-ECO_00001|34172_TERRAIN-ECO_00002", "inconnu", "M. Dupont 0612345678",
             "34172_TERRAIN-ECO_00001|M. Dupont"]  # fmt: skip
    rows = concat([deliveries.establishment(terr_id=c) for c in cells], ignore_index=True)
    made = Delivery(tables=(as_table("ETABLISSEMENT", rows),))
    deliver_cnig(made, tmp_path, form="csv", edition="public")
    (after,) = read([tmp_path]).tables
    assert after.frame["terr_id"].tolist() == [*cells[:2], None, None]


def test_the_list_beside_a_public_edition_counts_and_names_nothing(
    delivery: Delivery, tmp_path: Path
) -> None:
    deliver_cnig(delivery, tmp_path, form="csv", edition="public")
    listed = pd.read_csv(tmp_path / "pertes.csv", sep=";", dtype=str, keep_default_na=False)
    people = listed["source"].str.startswith("edition.person")
    assert people.sum() == 5
    assert (listed[["file", "id", "found"]] == "").all(axis=None)
    assert listed["source"].str.startswith("edition.misplaced").any()

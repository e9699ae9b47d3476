"""The standard as data: every fact of the published schemas, no more, no less."""

import json
from pathlib import Path

import pytest

from layers.cnig import CLASSES, cnig_class
from layers.cnig.standard import ANYWHERE

SCHEMAS = {
    "POLE-ECO": "cnig-sites-economiques/schema/pole-eco",
    "SITE-ECO": "cnig-sites-economiques/schema/site-eco",
    "TERRAIN-ECO": "cnig-sites-economiques/schema/terrain-eco",
    "ETABLISSEMENT": "cnig-sites-economiques/schema/etablissement",
    "FRICHE": "cnig-friches",
}
YES_NO = ("oui", "non")


def published(shared: Path, name: str) -> list[dict]:
    path = shared / "standards" / SCHEMAS[name] / "schema.json"
    return json.loads(path.read_text(encoding="utf-8"))["fields"]


def test_the_standards_have_122_and_51_fields() -> None:
    counts = {name: len(cnig_class(name).fields) for name in CLASSES}
    assert counts == {
        "POLE-ECO": 11, "SITE-ECO": 62, "TERRAIN-ECO": 19, "ETABLISSEMENT": 30, "FRICHE": 51,
    }  # fmt: skip
    assert sum(list(counts.values())[:4]) == 122


@pytest.mark.parametrize("name", CLASSES)
def test_short_names_fit_a_shapefile_and_are_told_apart(name: str) -> None:
    shorts = [f.short for f in cnig_class(name).fields]
    assert [s for s in shorts if not 0 < len(s) <= 10] == []
    assert len(set(shorts)) == len(shorts)


@pytest.mark.parametrize("name", CLASSES)
def test_every_field_stands_in_one_group_of_the_form(name: str) -> None:
    kind = cnig_class(name)
    grouped = [
        f
        for _, first, last in kind.groups
        for f in kind.names[kind.names.index(first) : kind.names.index(last) + 1]
    ]
    spatial = {f.name for f in kind.fields if f.spatial}
    assert len(grouped) == len(set(grouped))
    assert set(kind.names) - set(grouped) <= spatial


@pytest.mark.parametrize("name", CLASSES)
def test_lists_admit_the_three_values_of_everywhere_and_retired_ones_lead_into_them(
    name: str,
) -> None:
    kind = cnig_class(name)
    for field in kind.fields:
        if field.choices and field.name != "urba_zaer" and field.choices != YES_NO:
            assert set(ANYWHERE) <= set(field.choices), field.name
        for old, new in kind.retired.get(field.name, {}).items():
            assert new in field.choices, (field.name, old)
            assert old not in {v for v in field.choices if old != v.casefold()}, old


@pytest.mark.shared
@pytest.mark.parametrize("name", CLASSES)
def test_names_lists_and_obligations_are_those_of_the_published_schema(
    shared: Path, name: str
) -> None:
    kind = cnig_class(name)
    fields = published(shared, name)
    assert kind.names == tuple(f["name"] for f in fields)
    for ours, theirs in zip(kind.fields, fields, strict=True):
        limits = theirs["constraints"]
        assert ours.schema_required == limits.get("required", False), ours.name
        listed = tuple(limits.get("enum", theirs.get("enum", ())))
        assert listed in (ours.choices, ()), ours.name
        assert ours.unenforced == ("enum" in theirs), ours.name


@pytest.mark.shared
@pytest.mark.parametrize("name", CLASSES)
def test_definitions_are_in_our_own_words(shared: Path, name: str) -> None:
    theirs = {f["name"]: f["description"].casefold() for f in published(shared, name)}
    copied = [
        f.name
        for f in cnig_class(name).fields
        if len(f.definition) > 30 and f.definition.casefold().rstrip(".") in theirs[f.name]
    ]
    assert copied == []


@pytest.mark.shared
@pytest.mark.parametrize("name", CLASSES)
def test_obligations_of_the_text_are_those_noted_from_it(shared: Path, name: str) -> None:
    keys = {"FRICHE": "friches"}
    notes = json.loads((shared / "standards" / "fields.json").read_text(encoding="utf-8"))
    needs = {
        "obligatoire": "always", "vide OK": "may_be_empty", "oblig. si ZAE": "zae",
        "oblig. si ban-id vide": "no_address", "vide OK, RGPD non diffusable": "may_be_empty",
    }  # fmt: skip
    for field, note in zip(
        cnig_class(name).fields, notes[keys.get(name, name.lower())], strict=True
    ):
        said = note["obligation_pdf"]
        wanted = needs[said] if said else ("always" if note["required"] else "optional")
        assert field.need == wanted, field.name


def test_the_four_sale_fields_are_confidential() -> None:
    closed = {f.name for f in cnig_class("TERRAIN-ECO").fields if not f.public}
    assert closed >= {"terr_acquereur", "terr_cession_date", "terr_vente_montant", "terr_m2_prix"}

"""POLE-ECO of an inventory: declared by the study, or one for the authority; sums add up."""

from dataclasses import replace
from pathlib import Path

import pytest
from pandas import concat

from layers.cnig import as_table, validate
from tests.zae.inventory import town
from zae import study
from zae.inventory.cnig_tables import cnig_tables
from zae.inventory.poles import poles_of
from zae.inventory.state import Inventory
from zae.study import PoleEntry, StudyError

SITE = "34022_SITE-ECO_00001"


def declared(made: Inventory, *poles: PoleEntry) -> Inventory:
    return replace(made, entry=made.entry.model_copy(update={"pole": poles}))


def test_where_none_is_declared_the_zones_of_the_authority_are_one(made: Inventory) -> None:
    tables = cnig_tables(made)
    (pole,) = tables["POLE-ECO"].to_dict("records")
    assert pole["pole_id"] == "34022_POLE-ECO_00001"
    assert tables["SITE-ECO"]["pole_id"].tolist() == [pole["pole_id"]]
    # One zone of 800 m by 100 m, artisanat; three businesses count.
    assert (pole["pole_surface"], pole["pole_nb_site"], pole["pole_nb_etab"]) == (8.0, 1, 3)
    assert pole["pole_vocadomi"] == "artisanale"
    middle = pole["pole_geompoint"]
    assert (middle.x, middle.y) == (770_400, 6_280_050)
    found = validate([as_table(n, t) for n, t in tables.items()])
    assert {f.rule for f in found} & {"sum.hub", "ref.dangling", "value.schema_required"} == set()


def test_a_declared_pole_has_its_name_id_and_reach(made: Inventory) -> None:
    pole = PoleEntry(name="Pôle est", zones=("Z1",), id="34172_POLE-ECO_00007",
                     vocation="mixte", reach="régional")  # fmt: skip
    (row,) = cnig_tables(declared(made, pole))["POLE-ECO"].to_dict("records")
    assert [row[k] for k in ("pole_id", "pole_nom", "pole_vocadomi", "pole_rayonnement")] == [
        "34172_POLE-ECO_00007", "Pôle est", "mixte, sans dominante", "régional",
    ]  # fmt: skip


def test_a_pole_of_unknown_or_shared_zones_is_refused(made: Inventory) -> None:
    with pytest.raises(StudyError, match=r"Nord: no zone Z9; there are Z1"):
        cnig_tables(declared(made, PoleEntry(name="Nord", zones=("Z9",))))
    twice = (PoleEntry(name="A", zones=("Z1",)), PoleEntry(name="B", zones=("Z1",)))
    with pytest.raises(StudyError, match="B: zone Z1 is in another pole already"):
        cnig_tables(declared(made, *twice))


def test_a_pole_without_id_has_one_that_no_other_declares(made: Inventory) -> None:
    """Whatever comes first: the id that the study gives, or the one made here."""
    other = made.zones.set_axis(["34022_SITE-ECO_00002"]).assign(zone_id="Z2")
    two = replace(made, zones=concat([made.zones, other]))
    for number, free in ((2, 3), (1, 2)):
        given = PoleEntry(name="A", zones=("Z1",), id=f"34022_POLE-ECO_{number:05d}")
        poles = poles_of(declared(two, given, PoleEntry(name="B", zones=("Z2",))))
        assert poles.tolist() == [given.id, f"34022_POLE-ECO_{free:05d}"]
    first = PoleEntry(name="B", zones=("Z2",))
    given = PoleEntry(name="A", zones=("Z1",), id="34022_POLE-ECO_00001")
    assert poles_of(declared(two, first, given)).tolist() == [
        "34022_POLE-ECO_00001", "34022_POLE-ECO_00002",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("poles", "fault"),
    [
        ('[[inventory.pole]]\nname = "Nord"\nzones = []', r"pole « Nord » has no zone; list"),
        ("".join(f'[[inventory.pole]]\nname = "{n}"\nzones = ["{n}"]\nid = '
                 '"34022_POLE-ECO_00001"\n' for n in "AB"),
         r"poles « A » and « B » have one id, 34022_POLE-ECO_00001"),
    ],
)  # fmt: skip
def test_a_pole_without_zones_and_an_id_given_twice_are_faults_of_the_study(
    poles: str, fault: str
) -> None:
    with pytest.raises(StudyError, match=fault):
        study.parse(town.STUDY.replace("[[layer]]", f"{poles}\n[[layer]]", 1),
                    name="etude.toml", folder=Path())  # fmt: skip


def test_activities_have_their_title(made: Inventory) -> None:
    firms = cnig_tables(made)["ETABLISSEMENT"]
    assert set(firms["etab_activite_libelle"]) == {"Mécanique industrielle"}  # 25.62B

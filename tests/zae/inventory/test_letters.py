"""Letters of the consultation: who gets one, what it says, and that it stays in the services."""

import datetime as dt
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pandas import concat

from tests.zae.inventory import town
from zae.inventory.letters import letters
from zae.inventory.letters_paper import content, letters_paper
from zae.inventory.state import Inventory

OPENED = dt.date(2026, 3, 2)


@pytest.fixture(scope="module")
def told(made: Inventory) -> dict:
    return content(made, letters(made, OPENED), OPENED)


def test_one_letter_an_owner_or_occupant_whatever_the_units(told: dict) -> None:
    """Seven owners of one unit each (plots 1 and 2 are one unit); three occupants."""
    to = [x["to"] for x in told["letters"]]
    assert to == ["Société 1", *[f"Société {i}" for i in range(3, 9)],
                  "Atelier 1", "l'occupant", "Atelier 6"]  # fmt: skip
    assert told["to_find"] == []


def test_units_of_one_owner_stand_in_one_letter(made: Inventory) -> None:
    table = letters(made, OPENED)
    table.loc[table["destinataire"] == "Société 4", "destinataire"] = "Société 3"
    both = [x for x in content(made, table, OPENED)["letters"] if x["to"] == "Société 3"]
    assert [[u["parcels"] for u in x["units"]] for x in both] == [[town.parcel(3), town.parcel(4)]]


def test_an_occupant_reads_what_is_recorded_and_an_owner_reads_of_nobody_else(told: dict) -> None:
    owner, occupant = told["letters"][0], told["letters"][7]
    assert owner["told"] == []
    assert [(x["key"], x["value"]) for x in occupant["told"]] == [
        ("Nom", "Atelier 1"), ("SIRET", f"{1:014d}"), ("Adresse", "1 rue d'Essai, Baillargues"),
        ("Activité", "25.62B Mécanique industrielle"),
    ]  # fmt: skip
    assert "en qualité d'occupant" in occupant["law"]
    assert "Atelier" not in str(owner)


def test_occupants_that_may_not_be_named_have_a_letter_each(made: Inventory) -> None:
    """Both on unit 6, both « l'occupant » at one address: each reads of itself, and of no other."""
    hidden = replace(made, occupants=made.occupants.assign(diffusible=False, address=None))
    said = content(hidden, letters(hidden, OPENED), OPENED)["letters"]
    sirets = [[x["value"] for x in letter["told"] if x["key"] == "SIRET"] for letter in said[7:]]
    assert sirets == [[f"{1:014d}"], [f"{5:014d}"], [f"{6:014d}"]]
    assert {x["to"] for x in said[7:]} == {"l'occupant"}
    assert said[8]["units"] == said[9]["units"]


def test_a_business_with_two_establishments_at_one_address_has_a_letter_each(
    made: Inventory,
) -> None:
    table = letters(made, OPENED)
    first = table[table["destinataire"] == "Atelier 1"]
    both = concat([table, first.assign(siret=f"{11:014d}")], ignore_index=True)
    told = [x["told"][1]["value"] for x in content(made, both, OPENED)["letters"]
            if x["to"] == "Atelier 1"]  # fmt: skip
    assert told == [f"{1:014d}", f"{11:014d}"]


def test_it_says_until_when_to_whom_and_on_what_ground(told: dict) -> None:
    assert "jusqu'au 1er avril 2026 inclus" in told["how"]
    assert "Service économique" in told["how"]
    assert "L318-8-2" in told["letters"][0]["law"]
    assert "RGPD, article 6.1 c" in told["data"]


def test_owners_that_nobody_knows_are_listed_and_get_no_letter(made: Inventory) -> None:
    unnamed = made.units.assign(owner=made.units["owner"].mask(made.units["owner"] == "Société 5"))
    lost = Inventory(**{**{f: getattr(made, f) for f in made.__dataclass_fields__},
                        "units": unnamed})  # fmt: skip
    said = content(lost, letters(lost, OPENED), OPENED)
    assert len(said["letters"]) == 9
    assert [u["parcels"] for u in said["to_find"]] == [town.parcel(5)]


def test_the_paper_has_a_page_a_letter(made: Inventory, tmp_path: Path) -> None:
    path = tmp_path / "courriers.pdf"
    path.write_bytes(letters_paper(made, letters(made, OPENED), OPENED))
    said = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True,
                          check=True).stdout  # fmt: skip
    pages = said.rstrip("\f").split("\f")
    assert len(pages) == 10
    assert "Société 1" in pages[0]
    assert "Votre réponse" in pages[0]
    assert "Atelier 1" in pages[7]

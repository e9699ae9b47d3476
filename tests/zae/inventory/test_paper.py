"""Words of the inventory on paper: nothing unknown is printed as a code."""

from dataclasses import replace

from zae.inventory.paper import content
from zae.inventory.state import Inventory


def test_a_zone_of_unknown_vocation_says_so(made: Inventory) -> None:
    bare = replace(made, zones=made.zones.assign(vocation=float("nan")))
    (zone,) = content(bare, lang="fr", edition="restricted")["zones"]
    assert zone["words"].startswith("Vocation : non renseignée.")


def test_an_estimate_is_spoken_of_where_there_is_one(made: Inventory) -> None:
    summary = content(made, lang="fr", edition="public")["summary"]
    assert summary[0].startswith("1 zone(s), 8,00\u00a0ha, 7 unité(s) foncière(s)")
    assert "estimation" in summary[-1]
    measured = replace(made, units=made.units.assign(evidence="measured"))
    assert "estimation" not in str(content(measured, lang="fr", edition="public")["summary"])

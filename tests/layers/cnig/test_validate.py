"""Each rule on the smallest delivery that breaks it, and none on one that is right."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from geopandas import GeoDataFrame
from pandas import concat
from shapely import Polygon, box

from layers.cnig import as_table, rules, validate
from layers.cnig.faults import Fault, summary
from layers.cnig.rules import RULES
from tests.layers.cnig import deliveries
from tests.layers.cnig.deliveries import X, Y

MAKERS: dict[str, Callable[..., GeoDataFrame]] = {
    "POLE-ECO": deliveries.hub, "SITE-ECO": deliveries.site, "TERRAIN-ECO": deliveries.plot,
    "ETABLISSEMENT": deliveries.establishment, "FRICHE": deliveries.friche,
}  # fmt: skip


def faults(**tables: GeoDataFrame) -> list[Fault]:
    return list(validate([as_table(n.replace("_", "-"), t) for n, t in tables.items()]))


def of(name: str, **changed: Any) -> set[tuple[str, str]]:
    """Rule and field of each fault of one row that is right but for the changes."""
    found = faults(**{name.replace("-", "_"): MAKERS[name](**changed)})
    return {(f.rule, f.field) for f in found}


def test_a_right_delivery_has_no_fault() -> None:
    assert validate([as_table(n, t) for n, t in deliveries.sound().items()]) == ()
    assert of("FRICHE") == set()


@pytest.mark.parametrize(
    ("name", "changed", "rule"),
    [
        ("SITE-ECO", {"site_nom": None}, "value.required"),
        ("SITE-ECO", {"site_uf_nbre": None}, "value.required_zae"),
        ("SITE-ECO", {"site_epci_siren": None}, "value.required_zae"),
        ("ETABLISSEMENT", {"etab_adresse": None}, "value.required_address"),
        ("SITE-ECO", {"pole_id": None}, "value.schema_required"),
        ("SITE-ECO", {"site_surf_brute": "2,0"}, "value.number"),
        ("SITE-ECO", {"site_nb_etab": 2.5}, "value.whole"),
        ("SITE-ECO", {"site_actu_date": "01/01/2024"}, "value.date"),
        ("SITE-ECO", {"site_actu_date": "2023-02-29"}, "value.date"),
        ("SITE-ECO", {"site_creation_date": "15"}, "value.year"),
        ("SITE-ECO", {"site_etat": "logistique"}, "value.list"),
        ("SITE-ECO", {"site_moa_type": "EPCI"}, "value.spelling"),
        ("SITE-ECO", {"site_etat": "annulé"}, "value.retired"),
        ("SITE-ECO", {"reseau_gaz": "inconnu"}, "value.yes_no"),
        ("SITE-ECO", {"site_url": "www.exemple.fr"}, "value.pattern"),
        ("TERRAIN-ECO", {"terr_refcad": "34172000AB0012;34172000AB0013"}, "value.several"),
        ("TERRAIN-ECO", {"terr_refcad": "34172AB12"}, "key.parcel"),
        ("ETABLISSEMENT", {"etab_nat_juridique": "57100"}, "value.width"),
        ("SITE-ECO", {"gare_dist": -1}, "value.range"),
        ("SITE-ECO", {"site_taux_vacance": 130}, "value.rate"),
        ("SITE-ECO", {"site_id": "34172_TERRAIN-ECO_00001"}, "id.form"),
        ("SITE-ECO", {"site_comm_insee": "3417"}, "key.insee"),
        ("SITE-ECO", {"site_epci_siren": "243400018"}, "key.siren"),
        ("ETABLISSEMENT", {"SIRET": "34749951900011"}, "key.siret"),
        ("ETABLISSEMENT", {"SIREN": "243400017"}, "key.siret_siren"),
        ("ETABLISSEMENT", {"bat-id": "LB4A145Q"}, "key.building"),
        ("SITE-ECO", {"site_actu_date": "2019-12-31"}, "date.order"),
        ("FRICHE", {"local_ancien_annee": 1988}, "year.order"),
        ("ETABLISSEMENT", {"etab_fermeture_date": "2024-01-01"}, "date.closed"),
        ("SITE-ECO", {"site_surf_brute": 20_000.0}, "area.unit"),
        ("FRICHE", {"unite_fonciere_surface": 1}, "area.unit"),
        ("SITE-ECO", {"site_surf_utile": 2.1}, "area.part"),
        ("SITE-ECO", {"site_taux_vacance": 88}, "sum.vacancy"),
        ("SITE-ECO", {"geometry": Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])},
         "geometry.invalid"),
        ("FRICHE", {"sol_pollution_existe": "pollution probable"}, "value.retired"),
        ("FRICHE", {"site_statut": "99"}, "value.retired"),
        ("FRICHE", {"bati_type": "commercial|taudis"}, "value.list"),
        ("FRICHE", {"desserte_distance": "2|6"}, "value.pattern"),
        ("FRICHE", {"site_id": "3417_1"}, "id.form"),
    ],
)  # fmt: skip
def test_one_cell_spoilt_makes_its_rule_speak(
    name: str, changed: dict[str, Any], rule: str
) -> None:
    field = next(iter(changed))
    field = "site_geomsurf" if field == "geometry" else field
    assert (rule, field) in of(name, **changed)


def test_obligations_of_a_zae_do_not_bind_another_site() -> None:
    bare = {"site_uf_nbre": None, "site_uf_vacant_nbre": None, "site_taux_vacance": None}
    isolated = {"site_type": "établissement économique isolé"}
    assert of("SITE-ECO", **bare, **isolated) == set()
    assert {rule for rule, _ in of("SITE-ECO", **bare)} == {"value.required_zae"}


@pytest.mark.parametrize("value", ["inconnu", "autre", "sans objet"])
def test_values_that_every_list_admits_are_values(value: str) -> None:
    assert of("SITE-ECO", site_etat=value) == set()
    assert as_table("SITE-ECO", deliveries.site(site_etat=value)).frame["site_etat"][0] == value


@pytest.mark.parametrize(("rate", "good"), [(13, True), (13.3, True), (14, True), (15, False)])
def test_the_vacancy_rate_of_two_in_fifteen_is_thirteen(rate: float, good: bool) -> None:
    """100 × 2 / 15 = 13.3: the standard's own example writes 13."""
    assert (("sum.vacancy", "site_taux_vacance") not in of("SITE-ECO", site_taux_vacance=rate)) is (
        good
    )


def test_sites_that_overlap_are_named_and_neighbours_are_not() -> None:
    second = deliveries.site(
        site_id="34172_SITE-ECO_00002", geometry=box(X + 190, Y, X + 390, Y + 100)
    )
    beside = deliveries.site(
        site_id="34172_SITE-ECO_00003", geometry=box(X, Y + 100, X + 200, Y + 200)
    )
    both = concat([deliveries.site(), second, beside], ignore_index=True)
    found = [f for f in faults(SITE_ECO=both) if f.rule == "geometry.overlap"]
    assert [(f.id, f.found) for f in found] == [("34172_SITE-ECO_00001", "34172_SITE-ECO_00002")]
    assert "1000 m²" in found[0].to_do  # 10 m by 100 m


def test_an_id_met_twice_is_said_on_both_rows() -> None:
    twice = concat([deliveries.plot(), deliveries.plot()], ignore_index=True)
    assert [f.row for f in faults(TERRAIN_ECO=twice) if f.rule == "id.twice"] == [0, 1]


def test_keys_that_lead_nowhere() -> None:
    sound = dict(deliveries.sound())
    found = validate(
        [
            as_table("POLE-ECO", sound["POLE-ECO"]),
            as_table("SITE-ECO", deliveries.site(pole_id="34172_POLE-ECO_00009")),
            as_table("TERRAIN-ECO", deliveries.plot(site_id="34172_SITE-ECO_00009")),
            as_table("ETABLISSEMENT", deliveries.establishment(
                terr_id="34172_TERRAIN-ECO_00001|34172_TERRAIN-ECO_00009")),
        ]
    )  # fmt: skip
    lost = {(f.table, f.field) for f in found if f.rule == "ref.dangling"}
    assert lost == {("SITE-ECO", "pole_id"), ("TERRAIN-ECO", "site_id"),
                    ("ETABLISSEMENT", "terr_id")}  # fmt: skip


def test_a_plot_that_reaches_beyond_its_site_is_said_with_the_area() -> None:
    """Plots of 100 m by 100 m; the site is 200 m by 100 m."""
    inside = deliveries.plot()
    half = deliveries.plot(terr_id="34172_TERRAIN-ECO_00002").translate(150, 0)
    half = deliveries.plot(terr_id="34172_TERRAIN-ECO_00002").set_geometry(half)
    strip = deliveries.plot(terr_id="34172_TERRAIN-ECO_00003")  # 50 cm: two drawings of one edge
    strip = strip.set_geometry(strip.translate(100.5, 0))
    plots = concat([inside, half, strip], ignore_index=True)
    found = [f for f in faults(SITE_ECO=deliveries.site(), TERRAIN_ECO=plots)
             if f.rule == "geometry.outside_site"]  # fmt: skip
    assert [f.id for f in found] == ["34172_TERRAIN-ECO_00002"]
    assert "5000 m² of 10000 lie outside 34172_SITE-ECO_00001" in found[0].to_do
    alone = faults(TERRAIN_ECO=plots)  # no site to compare with
    assert [f for f in alone if f.rule == "geometry.outside_site"] == []


def test_every_rule_is_one_that_some_check_speaks() -> None:
    folder = Path(rules.__file__).parent
    source = "".join(
        p.read_text(encoding="utf-8") for p in folder.rglob("*.py") if p.name != "rules.py"
    )
    assert [key for key in RULES if f'"{key}"' not in source] == []


def test_useful_area_is_the_sum_of_useful_plots() -> None:
    useless = deliveries.plot(terr_id="34172_TERRAIN-ECO_00002", terr_utile="non")
    plots = concat([deliveries.plot(), useless], ignore_index=True)
    assert [f.rule for f in faults(SITE_ECO=deliveries.site(), TERRAIN_ECO=plots)] == []
    wrong = faults(SITE_ECO=deliveries.site(site_surf_utile=2.0), TERRAIN_ECO=plots)
    assert [(f.rule, f.field, f.found) for f in wrong] == [("sum.useful", "site_surf_utile", "2")]


def test_ten_thousand_faults_are_one_line_of_a_summary() -> None:
    many = deliveries.plot().loc[[0] * 10_000].reset_index(drop=True)
    many["terr_id"] = [f"34172_TERRAIN-ECO_{n:05d}" for n in range(10_000)]
    many["terr_actu_date"] = "01/01/2024"
    groups = summary(faults(TERRAIN_ECO=many))
    assert [(g.rule, g.count, len(g.examples)) for g in groups] == [("value.date", 10_000, 3)]
    assert "10000" in groups[0].message


def test_a_fault_says_where_what_and_which_rule() -> None:
    row = deliveries.site(site_moa_type="EPCI").set_axis([7])
    (fault,) = validate([as_table("SITE-ECO", row, file="livraison.csv")])
    assert fault.message == (
        "livraison.csv, SITE-ECO, row 7, id 34172_SITE-ECO_00001, site_moa_type: found « EPCI »; "
        "write epci (rule value.spelling: a value is written as in its list, capitals and accents "
        f"included; {RULES['value.spelling'].source})"
    )

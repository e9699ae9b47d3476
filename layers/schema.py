"""
Roles: what a layer is to the toolkit, and the columns that it then has.

One table says it all: the reader checks files against it, the glossary is printed from it, and
a study file names its roles by it. Producers' names stop at the reader that renames them.
"""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "integer", "number", "boolean", "date"]
Geometry = Literal["point", "line", "polygon", "any", "table", "raster"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """
    One column of a role.

    Parameters
    ----------
    name : str
        Our name; the unit is its suffix where it has one.
    kind : str
        ``text``, ``integer``, ``number``, ``boolean`` or ``date``.
    label : str
        What a French reader sees.
    required : bool
        Whether a layer without it is refused.
    unit : str
        Unit, as printed in the glossary.
    choices : tuple of str
        Allowed values; empty where any text goes.
    low, high : float or None
        Allowed range, ends included.
    restricted : bool
        Never leaves in a public edition.
    """

    name: str
    kind: Kind
    label: str
    required: bool = False
    unit: str = ""
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role: its name, its French label, its geometry, its id column and its columns."""

    name: str
    label: str
    geometry: Geometry
    id: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(c.name for c in self.columns)


def _c(name: str, kind: Kind, label: str, **rest: object) -> Column:
    return Column(name=name, kind=kind, label=label, **rest)  # type: ignore[arg-type]


OWNER_TYPES: Final = (
    "person", "state", "region", "department", "epci", "commune", "other_public",
    "public_land_agency", "developer", "investor", "company", "social_housing", "unknown",
)  # fmt: skip
USAGES: Final = (
    "residential", "commercial", "industrial", "agricultural", "public", "annex", "mixed",
    "unknown",
)  # fmt: skip
VOCATIONS: Final = ("artisanat", "industrie", "logistique", "tertiaire", "commerce")
PROTECTIONS: Final = (
    "natura2000", "znieff1", "znieff2", "wetland", "appb", "nature_reserve",
    "green_reservoir", "green_corridor", "other",
)  # fmt: skip
LOCATION_QUALITIES: Final = (
    "building", "parcel", "address", "street", "locality", "commune", "none", "unknown",
)  # fmt: skip
"""How finely a business is located, best first: classes of CNIG « geocodage_qualite »."""
PROFILES: Final = ("cadres", "professions_intermediaires", "employes", "ouvriers")
"""Profiles of jobs and workers: the four employee groups of the PCS (Insee)."""

_COMMUNE = _c("commune_insee", "text", "Code INSEE de la commune")

ROLES: Final[dict[str, Role]] = {
    role.name: role
    for role in (
        Role(
            name="parcel",
            label="Parcelles cadastrales",
            geometry="polygon",
            id="parcel_id",
            columns=(
                _c("parcel_id", "text", "Identifiant de parcelle", required=True),
                _COMMUNE,
                _c("cadastral_area_m2", "number", "Contenance cadastrale", unit="m²", low=0),
                _c("owner", "text", "Propriétaire", restricted=True),
                _c("owner_account", "text", "Compte de propriétaire", restricted=True),
                _c("owner_type", "text", "Type de propriétaire", choices=OWNER_TYPES),
            ),
        ),
        Role(
            name="building",
            label="Bâtiments",
            geometry="polygon",
            id="building_id",
            columns=(
                _c("building_id", "text", "Identifiant de bâtiment"),
                _c("usage", "text", "Usage", choices=USAGES),
                _c("light", "boolean", "Construction légère"),
                _c("height_m", "number", "Hauteur", unit="m", low=0, high=400),
                _c("dwellings", "integer", "Logements", low=0),
                _c("name", "text", "Nom"),
            ),
        ),
        Role(
            name="zone",
            label="Zones d'activité économique",
            geometry="polygon",
            id="zone_id",
            columns=(
                _c("zone_id", "text", "Identifiant de zone"),
                _c("name", "text", "Nom de la zone"),
                _c(
                    "vocation",
                    "text",
                    "Vocation dominante",
                    choices=(*VOCATIONS, "mixte", "unknown"),
                ),
                _c(
                    "stage",
                    "text",
                    "État du site",
                    choices=("project", "creation", "active", "declassified", "unknown"),
                ),
                _COMMUNE,
                _c(
                    "open_ground_floor",
                    "number",
                    "Pleine terre minimale du règlement",
                    unit="0-1",
                    low=0,
                    high=1,
                ),
            ),
        ),
        Role(
            name="friche",
            label="Friches",
            geometry="any",
            id="friche_id",
            columns=(
                _c("friche_id", "text", "Identifiant de friche"),
                _c("name", "text", "Nom du site"),
                _c("friche_kind", "text", "Type de friche"),
                _c(
                    "friche_status",
                    "text",
                    "Statut de la friche",
                    choices=(
                        "potential",
                        "without_project",
                        "with_project",
                        "converted",
                        "unknown",
                    ),
                ),
                _COMMUNE,
                _c("commune_name", "text", "Commune"),
                _c("declared_area_m2", "number", "Surface déclarée", unit="m²", low=0),
                _c("parcel_refs", "text", "Références cadastrales (séparées par |)"),
                _c("owner_type", "text", "Type de propriétaire", choices=OWNER_TYPES),
                _c(
                    "pollution",
                    "text",
                    "Pollution du sol",
                    choices=("known", "suspected", "none", "treated", "unknown"),
                ),
                _c("planning_type", "text", "Type de zone du document d'urbanisme"),
                _c("url", "text", "Fiche en ligne"),
            ),
        ),
        Role(
            name="site",
            label="Sites",
            geometry="polygon",
            id="site_id",
            columns=(
                _c("site_id", "text", "Identifiant de site"),
                _c("name", "text", "Nom du site"),
                _COMMUNE,
            ),
        ),
        Role(
            name="commune",
            label="Communes",
            geometry="polygon",
            id="commune_insee",
            columns=(
                _c("commune_insee", "text", "Code INSEE de la commune", required=True),
                _c("name", "text", "Commune"),
                _c("population", "integer", "Population municipale", low=0),
                _c("jobs", "number", "Emplois au lieu de travail", low=0),
                _c("employed_residents", "number", "Actifs occupés résidents", low=0),
                _c("dwellings_per_year", "number", "Logements livrés par an", low=0),
                _c("private_dwellings", "number", "Logements du parc privé", low=0),
                _c(
                    "long_vacancy_share",
                    "number",
                    "Vacance de plus de deux ans",
                    unit="0-1",
                    low=0,
                    high=1,
                ),
                _c("children_0_2", "number", "Enfants de 0 à 2 ans", low=0),
                _c("childcare_places", "number", "Places d'accueil formel", low=0),
                _c("school_free_seats", "number", "Places scolaires libres (3-10 ans)", low=0),
            ),
        ),
        Role(
            name="street",
            label="Voies",
            geometry="line",
            id="street_id",
            columns=(
                _c("street_id", "text", "Identifiant de voie"),
                _c("name", "text", "Nom de la voie"),
                _c("street_kind", "text", "Nature de la voie"),
                _c("walkable", "boolean", "Praticable à pied"),
                _c(
                    "spare_veh_h",
                    "number",
                    "Réserve de capacité à l'heure de pointe",
                    unit="véh/h",
                    low=0,
                ),
            ),
        ),
        Role(
            name="stop",
            label="Arrêts de transport collectif",
            geometry="point",
            id="stop_id",
            columns=(
                _c("stop_id", "text", "Identifiant d'arrêt"),
                _c("name", "text", "Arrêt"),
                _c(
                    "mode",
                    "text",
                    "Mode",
                    choices=("tram", "metro", "bus", "train", "boat", "unknown"),
                ),
                _c(
                    "peak_departures_per_h",
                    "number",
                    "Passages par heure de pointe",
                    unit="1/h",
                    low=0,
                ),
            ),
        ),
        Role(
            name="establishment",
            label="Établissements",
            geometry="point",
            id="establishment_id",
            columns=(
                _c("establishment_id", "text", "SIRET"),
                _c("name", "text", "Établissement"),
                _c("address", "text", "Adresse", restricted=True),
                _COMMUNE,
                _c("activity_code", "text", "Code NAF"),
                _c("legal_category", "text", "Catégorie juridique (Insee, niveau III)"),
                _c("jobs_low", "number", "Emplois, borne basse", low=0),
                _c("jobs_high", "number", "Emplois, borne haute", low=0),
                _c("active", "boolean", "Actif"),
                _c("opened", "date", "Date de création"),
                _c("closed", "date", "Date de fermeture (premier jour sans activité)"),
                _c("head_office", "boolean", "Siège"),
                _c(
                    "location_quality",
                    "text",
                    "Qualité de localisation",
                    choices=LOCATION_QUALITIES,
                ),
                _c("diffusible", "boolean", "Diffusible"),
            ),
        ),
        Role(
            name="address",
            label="Adresses",
            geometry="point",
            id="address_id",
            columns=(
                _c("address_id", "text", "Identifiant d'adresse"),
                _c("address", "text", "Numéro et voie", required=True),
                _COMMUNE,
                _c("parcel_refs", "text", "Références cadastrales (séparées par |)"),
            ),
        ),
        Role(
            name="premises",
            label="Locaux professionnels (LOCOMVAC, CFE)",
            geometry="table",
            id="",
            columns=(
                _c("parcel_refs", "text", "Références cadastrales", required=True),
                _c("address", "text", "Adresse", restricted=True),
                _c("occupied", "boolean", "Occupé", required=True),
                _c("vacant_since", "date", "Vacant depuis (premier jour sans occupation)"),
                _c("liable", "boolean", "Activité imposable à la CFE (présente ou passée)"),
            ),
        ),
        Role(
            name="facility",
            label="Équipements",
            geometry="point",
            id="facility_id",
            columns=(
                _c("facility_id", "text", "Identifiant d'équipement"),
                _c("name", "text", "Équipement"),
                _c(
                    "facility_kind",
                    "text",
                    "Type d'équipement",
                    choices=(
                        "school",
                        "childcare",
                        "health",
                        "town_hall",
                        "sport",
                        "culture",
                        "shop",
                        "car_park",
                        "heat_network",
                        "freight_siding",
                        "other",
                    ),
                ),
                _c("capacity", "number", "Capacité", low=0),
            ),
        ),
        Role(
            name="natural_area",
            label="Espaces naturels",
            geometry="polygon",
            id="area_id",
            columns=(
                _c("area_id", "text", "Identifiant d'espace"),
                _c("name", "text", "Espace naturel"),
                _c(
                    "protection",
                    "text",
                    "Protection ou inventaire",
                    required=True,
                    choices=PROTECTIONS,
                ),
            ),
        ),
        Role(
            name="hazard",
            label="Risques",
            geometry="polygon",
            id="hazard_id",
            columns=(
                _c("hazard_id", "text", "Identifiant d'aléa"),
                _c("name", "text", "Plan ou aléa"),
                _c(
                    "hazard_kind",
                    "text",
                    "Nature du risque",
                    choices=("flood", "technological", "ground", "fire", "other"),
                ),
                _c(
                    "severity",
                    "integer",
                    "Niveau (0 nul, 1 faible, 2 moyen, 3 fort)",
                    required=True,
                    low=0,
                    high=3,
                ),
            ),
        ),
        Role(
            name="planning_zone",
            label="Zonage du document d'urbanisme",
            geometry="polygon",
            id="planning_id",
            columns=(
                _c("planning_id", "text", "Identifiant de zone d'urbanisme"),
                _c("zone_label", "text", "Libellé de zone"),
                _c(
                    "zone_type",
                    "text",
                    "Type de zone",
                    required=True,
                    choices=("U", "AUc", "AUs", "AU", "A", "N", "other"),
                ),
                _c("dominant_use", "text", "Forme ou destination dominante"),
                _c(
                    "open_ground_floor",
                    "number",
                    "Pleine terre minimale",
                    unit="0-1",
                    low=0,
                    high=1,
                ),
            ),
        ),
        Role(
            name="land_cover",
            label="Occupation du sol",
            geometry="polygon",
            id="cover_id",
            columns=(
                _c("cover_id", "text", "Identifiant"),
                _c("cover_code", "text", "Couverture OCS GE", required=True),
                _c("use_code", "text", "Usage OCS GE"),
            ),
        ),
        Role(
            name="land_cover_before",
            label="Occupation du sol, millésime antérieur",
            geometry="polygon",
            id="cover_id",
            columns=(
                _c("cover_id", "text", "Identifiant"),
                _c("cover_code", "text", "Couverture OCS GE", required=True),
                _c("use_code", "text", "Usage OCS GE"),
            ),
        ),
        Role(
            name="heritage",
            label="Patrimoine",
            geometry="any",
            id="heritage_id",
            columns=(
                _c("heritage_id", "text", "Identifiant"),
                _c("name", "text", "Site ou monument"),
                _c(
                    "heritage_kind",
                    "text",
                    "Protection",
                    choices=("classified_site", "registered_site", "monument", "unknown"),
                ),
            ),
        ),
        Role(
            name="water",
            label="Eau",
            geometry="any",
            id="water_id",
            columns=(_c("water_id", "text", "Identifiant"), _c("name", "text", "Cours d'eau")),
        ),
        Role(
            name="context",
            label="Contexte",
            geometry="any",
            id="context_id",
            columns=(_c("context_id", "text", "Identifiant"), _c("name", "text", "Nom")),
        ),
        Role(
            name="flow",
            label="Déplacements domicile-travail",
            geometry="table",
            id="",
            columns=(
                _c("origin_insee", "text", "Commune de résidence", required=True),
                _c("destination_insee", "text", "Commune de travail", required=True),
                _c("workers", "number", "Actifs occupés", required=True, low=0),
            ),
        ),
        Role(
            name="labour",
            label="Actifs disponibles",
            geometry="table",
            id="",
            columns=(
                _c("commune_insee", "text", "Code INSEE de la commune", required=True),
                _c("profile", "text", "Profil", required=True, choices=PROFILES),
                _c("job_seekers", "number", "Demandeurs d'emploi", required=True, low=0),
            ),
        ),
        Role(
            name="tension",
            label="Tension de recrutement",
            geometry="table",
            id="",
            columns=(
                _c("profile", "text", "Profil", required=True, choices=PROFILES),
                _c(
                    "difficult_share",
                    "number",
                    "Part de projets difficiles",
                    unit="0-1",
                    required=True,
                    low=0,
                    high=1,
                ),
            ),
        ),
        Role(
            name="imperviousness",
            label="Imperméabilisation",
            geometry="raster",
            id="",
            columns=(),
        ),
        Role(
            name="land_cover_raster",
            label="Occupation du sol (raster)",
            geometry="raster",
            id="",
            columns=(),
        ),
        Role(name="elevation", label="Altitude", geometry="raster", id="", columns=()),
    )
}
"""Every role, by name."""

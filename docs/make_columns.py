"""Print docs/reference/columns.md: each table and column of the results, and what codes mean."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

from criteria.grid import published
from docs.tables import table
from zae.inventory.wording import HEADS
from zae.messages import translator
from zae.mutualisation.geopackage import COLUMNS
from zae.publish.fields import CODES, codes, labels
from zae.store.frames import COLUMNS as EVENT
from zae.store.frames import OPEN
from zae.store.kinds import Kind, kinds

PAGE: Final = Path(__file__).parent / "reference" / "columns.md"

_OF_SITES: Final = (
    "site_id", "name", "kind", "area_m2", "commune_insee", "commune", "zone_id", "tenure",
    "availability", "geometry_status", "parcels", "layer", "url",
)  # fmt: skip
_OF_SCORES: Final = (
    "score_low", "score", "score_high", "letter", "letter_low", "letter_high", "admission",
    "to_check", "rank", "rank_best", "rank_worst", "completeness", "decisiveness", "first_share",
    "mean_rank", "measure_first", *(f"family_{f.key}" for f in published().families), "vetoes",
)  # fmt: skip
TABLES: Final = {
    "sites": (
        "un site par ligne, avec le projet le mieux placé", "one site a row, with its best project",
        (*_OF_SITES, "best_project", "best_score", "best_low", "best_high", "best_letter",
         "best_admission"),
    ),
    "scores_<projet>": (
        "un site par ligne, sa note pour un projet ; une table par projet",
        "one site a row, its score for a project; a table a project",
        (*_OF_SITES, *_OF_SCORES),
    ),
    "facts": (
        "une ligne par site, projet et critère : la valeur, la note, la source",
        "a row a site, project and criterion: value, mark, source",
        ("site_id", "project", "criterion", "code", "criterion_label", "family", "family_label",
         "unit", "low", "high", "status", "weight", "mark_low", "mark", "mark_high", "available",
         "contribution", "lost", "source"),
    ),
    "vetoes": (
        "une ligne par règle qui s'applique, à vérifier ou levée",
        "a row a rule that applies, is to be checked, or was lifted",
        ("site_id", "project", "veto", "veto_label", "level", "state", "low", "high", "threshold",
         "unit", "lifting", "reference"),
    ),
    "available_land": (
        "le foncier disponible par zone, disponibilité et tenure",
        "available land by zone, availability and tenure",
        ("zone_id", "availability", "tenure", "units", "area_m2", "free_m2"),
    ),
    "account": (
        "ce qui a été lu, réparé, refusé, couche par couche", "what was read, repaired, refused",
        ("layer", "role", "action", "reason", "count", "ids"),
    ),
    "sources": (
        "chaque couche, comment la citer", "each layer, and how to cite it",
        ("layer", "role", "role_label", "file", "producer", "licence", "vintage", "sha256",
         "citation"),
    ),
}  # fmt: skip
"""Tables of ``scores.gpkg`` by name: what a row is, in both languages, and the columns."""

_UNIT: Final = (
    "unit_id", "site_id", "parcels", "parcel_count", "area_m2", "cadastral_area_m2",
    "commune_insee", "owner", "owner_type", "owner_known", "tenure", "built_m2", "built_share",
    "free_m2", "availability", "state", "vacant_low", "vacant_high", "unoccupied_since",
    "evidence", "occupants", "address", "change", "origin",
)  # fmt: skip
_FIRM: Final = (
    "establishment_id", "name", "address", "commune_insee", "activity_code", "legal_category",
    "jobs_low", "jobs_high", "active", "opened", "closed", "head_office", "location_quality",
    "diffusible", "unit_id", "method", "confidence", "others", "counted", "decided", "commune",
)  # fmt: skip
_ZONE: Final = (
    "site_id", "zone_id", "name", "vocation", "stage", "commune_insee", "commune", "area_m2",
    "units", "vacant_low", "vacant_high", "rate_low", "rate_high",
)  # fmt: skip
OTHERS: Final = {
    "inventaire.gpkg, inventaire.xlsx": {
        "zones": _ZONE, "unites_foncieres": _UNIT, "etablissements": _FIRM,
    },
    "inventaire.xlsx": {
        "Changements": ("before", "after", "change", "state_before", "state_after", "use"),
        "Sources": ("layer", "producer", "vintage", "licence", "file"),
    },
    "zae mutualise find --out": {
        "groupes": ("group", "zone_id", "size", "jobs", "walk_m", "land_m2", "eur_per_year",
                    "trips_per_week", "apart_<besoin>", "pooled_<besoin>", "saved_<besoin>",
                    "saved_<besoin>_low", "saved_<besoin>_high"),
        "membres": ("zone_id", "parcel", "establishments", "activity", "activities", "jobs",
                    "group"),
        "sources": ("layer", "producer", "vintage", "licence", "citation"),
    },
    "zae land units --out": {
        "land_units": ("unit_id", "area_m2", "cadastral_area_m2", "availability", "reason",
                       "built_share", "free_m2", "largest_free_m2", "tenure", "owner_type",
                       "commune_insee", "parcels"),
    },
    "zae land available --out": {
        "available_land": ("unit_id", "zone_id", "commune_insee", "availability", "tenure",
                           "area_m2", "free_m2", "largest_free_m2", "parcels"),
        "stock_by_zone": ("zone_id", "availability", "tenure", "units", "area_m2", "free_m2"),
        "stock_by_commune": ("commune_insee", "availability", "tenure", "units", "area_m2",
                             "free_m2"),
    },
    "facts.parquet": {
        "–": ("project", "site_id", "<fait>_low", "<fait>_high", "<fait>_status", "<fait>_mark",
              "<fait>_mark_low", "<fait>_mark_high"),
    },
    "vetoes.parquet": {"–": TABLES["vetoes"][2]},
    "zae assemble --out": {
        "terrains": ("plot", "units", "count", "owners", "area_m2", "frontage_m", "score_low",
                     "score", "score_high"),
    },
    "zae charter land --out, foncier.gpkg": {
        "foncier": ("plot", "area_m2", "owner", "tenant", "use", "option", "preemption"),
    },
    "zae charter land --out, foncier.csv": {"–": ("day", "<propriétaire>")},
    "zae store export": {"evenements": (*EVENT, "<champ>")},
    "zae store export --edition public": {"evenements": (*OPEN, "<champ>")},
}  # fmt: skip
"""Columns of each table or sheet of what other commands write, by file."""

SHEETS: Final = {
    "Lisez-moi": (),
    "Grille": ("Code", "Critère", "Famille", "Unité", "Poids", "Proportion", "Valeur <n>",
               "Marque (0 à 1) <n>", "Points", "Origine du poids", "Référence"),
    "Faits": ("Projet", "Identifiant du site", "Site", "<critère>"),
    "Marques": ("Projet", "Identifiant du site", "Site", "<critère>"),
    "Notes": ("Projet", "Identifiant du site", "Site", "Note /100", "Lettre", "Note basse",
              "Note haute", "Rang", "Admission", "Note de l'étude", "Écart", "Clé du rang",
              "<famille>", "Premier dans cette part des pondérations admissibles (0-1)",
              "Rang moyen sur les pondérations admissibles", "Ce qu'il faut mesurer d'abord"),
    "Vetos": ("Projet", "Identifiant du site", "Site", "Niveau", "État", "Veto",
              "Condition pour le lever", "Référence"),
    "Sources": ("Couche", "Rôle", "Fichier ou table", "Producteur", "Millésime", "Licence",
                "SHA-256"),
}  # fmt: skip
"""Sheets of ``scores.xlsx`` and their heads, in French."""

INSIDE: Final = ("fid", "OGC_FID", "geom", "geometry")
"""Columns that GDAL adds."""

_HEAD: Final = """\
# Colonnes des résultats

Imprimé par `python -m docs.make columns` d'après `zae/publish/fields.py`. Les noms de colonnes et
les codes ne changent pas avec la langue ; QGIS, le classeur et les rapports montrent les libellés.
Les couches de contexte (`context_<couche>`) gardent les colonnes de leur rôle, données par le
[glossaire](../glossary.md) ; les livraisons CNIG ont [leurs propres champs](../cnig.md).
`scores.parquet` a les colonnes de `scores_<projet>`, une ligne par site et par projet ;
`scores.csv` les mêmes, en tête leurs libellés. L'édition publique laisse de côté `parcels`,
`tenure` et ce qui n'est pas [autorisé](../decisions/0010-editions.md).
"""


def page() -> str:
    """Text of the page."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    yield "## Tables de `scores.gpkg`"
    yield from table(
        ("Table", "Ce qu'est une ligne", "In English", "Colonnes"),
        (
            (f"`{name}`", fr, en, ", ".join(f"`{c}`" for c in columns))
            for name, (fr, en, columns) in TABLES.items()
        ),
    )
    yield "## Colonnes"
    french, english = labels(published()), labels(published(), lang="en")
    yield from table(
        ("Colonne", "Libellé", "Label"), ((f"`{c}`", french[c], english[c]) for c in french)
    )
    yield from _others()
    yield "## Codes"
    yield from table(
        ("Colonne", "Code", "Libellé", "Label"),
        (
            (f"`{column}`", f"`{code}`", codes(column)[code], codes(column, lang="en")[code])
            for column in CODES
            for code in CODES[column]
        ),
    )


def _others() -> Iterator[str]:
    """Tables of the other commands, and titles of their columns."""
    yield "## Inventaire, foncier, mutualisation"
    yield "Une colonne où rien n'est connu n'est pas écrite."
    yield from table(
        ("Fichier", "Table", "Colonnes"),
        (
            (f"`{file}`", f"`{name}`", ", ".join(f"`{c}`" for c in columns))
            for file, tables in OTHERS.items()
            for name, columns in tables.items()
        ),
    )
    yield "### Feuilles de `scores.xlsx`"
    yield "Les titres sont ceux de la langue de l'étude ; ici, en français."
    yield from table(
        ("Feuille", "Titres"), ((name, ", ".join(heads) or "–") for name, heads in SHEETS.items())
    )
    fr, en = translator("fr"), translator("en")
    yield "### Champs des évènements"
    yield "Un champ en gras peut sortir dans un export public."
    yield from table(
        ("Évènement", "Libellé", "Label", "Champs"),
        ((f"`{k.name}`", fr(k.label), en(k.label), _fields(k)) for k in events()),
    )
    for title, heads in (("l'inventaire", HEADS), ("la mutualisation", COLUMNS)):
        yield f"### Colonnes de {title}"
        yield from table(
            ("Colonne", "Libellé", "Label"), ((f"`{c}`", fr(x), en(x)) for c, x in heads.items())
        )


def events() -> list[Kind]:
    """Kinds of events that the parts of the toolkit record, by name."""
    for part in PARTS:
        import_module(part)
    return [k for name, k in sorted(kinds().items()) if k.model.__module__.startswith("zae.")]


PARTS: Final = (
    "zae.charter.land", "zae.charter.votes", "zae.mutualisation.history", "zae.negotiation.rounds",
    "zae.projects.kinds",
)  # fmt: skip
"""Modules that record events of their own."""


def _fields(kind: Kind) -> str:
    shown = kind.model.public_fields()
    return ", ".join(f"**`{f}`**" if f in shown else f"`{f}`" for f in kind.model.model_fields)

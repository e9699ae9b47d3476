"""Rules that speak when a delivery is checked: what each says, how grave it is, its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from land.errors import Message

Level = Literal["error", "warning", "note"]

BOTH: Final = "CNIG Sites économiques v2024-10, CNIG Friches v2023-12"
SITES: Final = "CNIG Sites économiques v2024-10"
FRICHES: Final = "CNIG Friches v2023-12"
SCHEMAS: Final = "schémas publiés (Sites économiques v1.0.1, Friches v1.0.6)"
LAW: Final = "code de l'urbanisme, L318-8-2"
OURS: Final = "zae"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One rule.

    Attributes
    ----------
    key : str
        Its short name, as ``value.list``.
    level : str
        ``error``: the delivery is not in the standard; ``warning``: to be looked at; ``note``:
        to be known.
    says : Message
        The rule in one sentence.
    source : str
        Text that it comes from; ``zae`` where it is a check of consistency of our own.
    """

    key: str
    level: Level
    says: Message
    source: str


def _rule(key: str, level: Level, says: Message, source: str) -> Rule:
    return Rule(key=key, level=level, says=says, source=source)


_ALL: Final = (
    _rule("file.encoding", "warning", Message("text is written in UTF-8"), BOTH),
    _rule("file.cells", "error", Message("a row has as many cells as the header"), SCHEMAS),
    _rule("file.unreadable", "error", Message("the file can be opened and read"), OURS),
    _rule("file.driver", "warning", Message("the file is whole"), OURS),
    _rule("file.class", "error", Message("the columns are those of a class of the standard"), BOTH),
    _rule("file.empty", "error", Message("a delivery holds at least one row"), OURS),
    _rule("column.missing", "error", Message("every field of the class has its column"), SCHEMAS),
    _rule(
        "column.version",
        "warning",
        Message("files of older versions are read: other names of columns, fields that came later"),
        "schéma Friches v1.0.6 et versions antérieures (2021, 0.1.0, 1.0.5)",
    ),
    _rule("column.order", "warning", Message("columns stand in the official order"), SCHEMAS),
    _rule(
        "column.unknown",
        "note",
        Message("fields of one's own are admitted, and are not carried to the national level"),
        BOTH,
    ),
    _rule("column.twice", "error", Message("a field has one column"), SCHEMAS),
    _rule("value.required", "error", Message("the field is always filled"), BOTH),
    _rule(
        "value.required_zae",
        "error",
        Message("the field is filled when the site is a ZAE (site_type)"),
        SITES,
    ),
    _rule(
        "value.required_address",
        "error",
        Message("the address is filled where the address key ban-id is empty"),
        SITES,
    ),
    _rule(
        "value.schema_required",
        "warning",
        Message("the standard lets the cell be empty here, the published schema does not"),
        SCHEMAS,
    ),
    _rule("value.number", "error", Message("a number has digits and a decimal point"), SCHEMAS),
    _rule("value.whole", "error", Message("a count is a whole number, 0 or more"), BOTH),
    _rule("value.date", "error", Message("a date is written AAAA-MM-JJ"), BOTH),
    _rule("value.year", "error", Message("a year is written AAAA"), BOTH),
    _rule("value.list", "error", Message("the value is one of the list of the field"), BOTH),
    _rule(
        "value.spelling",
        "warning",
        Message("a value is written as in its list, capitals and accents included"),
        BOTH,
    ),
    _rule(
        "value.retired",
        "error",
        Message("the value left the list in a later version of the standard"),
        BOTH,
    ),
    _rule(
        "value.yes_no",
        "warning",
        Message(
            "the standard admits inconnu, autre and sans objet in every list, the published "
            "schema takes oui and non alone here"
        ),
        SCHEMAS,
    ),
    _rule("value.pattern", "error", Message("the cell has the form of its field"), SCHEMAS),
    _rule("value.several", "error", Message("several values are parted by a bar |"), BOTH),
    _rule("value.width", "warning", Message("the text fits the width of its field"), SITES),
    _rule("value.range", "error", Message("areas, distances, prices are not negative"), OURS),
    _rule("value.rate", "error", Message("a rate lies between 0 and 100 %"), LAW),
    _rule(
        "id.form",
        "error",
        Message("an id is INSEE_CLASS_NUMBER, with the INSEE code of the commune of origin"),
        BOTH,
    ),
    _rule("id.twice", "error", Message("an id stands on one row"), SCHEMAS),
    _rule("key.insee", "error", Message("an INSEE code has five characters"), BOTH),
    _rule(
        "key.fictional",
        "warning",
        Message("keys say the commune by its INSEE code; 99 is the number of no département of "
                "France"),
        "Insee, code officiel géographique",
    ),
    _rule("key.siren", "error", Message("a SIREN has nine digits and a right check digit"), BOTH),
    _rule(
        "key.siret", "error", Message("a SIRET has fourteen digits and a right check digit"), BOTH
    ),
    _rule("key.siret_siren", "error", Message("a SIRET begins with its SIREN"), SITES),
    _rule(
        "key.parcel",
        "error",
        Message("a parcel id has 14 characters: 2 + 3 + 3 + 2 + 4, Corsica 2A and 2B included"),
        BOTH,
    ),
    _rule("key.building", "error", Message("a building id is XXXX-XXXX-XXXX"), SITES),
    _rule("date.order", "error", Message("the last update is not before the first sight"), BOTH),
    _rule(
        "year.order", "error", Message("the oldest building is not later than the newest"), FRICHES
    ),
    _rule(
        "date.closed", "warning", Message("a closing date is that of an inactive one"), OURS
    ),
    _rule("geometry.unreadable", "error", Message("the cell holds a geometry"), SCHEMAS),
    _rule("geometry.kind", "error", Message("the geometry is of the kind of its class"), BOTH),
    _rule("geometry.invalid", "error", Message("an outline does not cross itself"), BOTH),
    _rule(
        "geometry.axes",
        "warning",
        Message("longitude stands before latitude, easting before northing"),
        BOTH,
    ),
    _rule(
        "geometry.mixed",
        "error",
        Message("the geometries of a field are all in one coordinate system"),
        BOTH,
    ),
    _rule(
        "geometry.system",
        "error",
        Message("coordinates lie in France, in the system that the file says"),
        "arrêté du 5 mars 2019",
    ),
    _rule("geometry.overlap", "error", Message("two sites of a class do not overlap"), BOTH),
    _rule(
        "geometry.outside_site",
        "warning",
        Message("a land plot lies in the site to which it belongs"),
        SITES,
    ),
    _rule("area.unit", "error", Message("areas are in hectares (sites), in m² (friches)"), BOTH),
    _rule("area.part", "error", Message("a part is not larger than the whole"), OURS),
    _rule("ref.dangling", "error", Message("a key leads to a row of the delivery"), BOTH),
    _rule(
        "sum.useful",
        "error",
        Message("the useful area of a site is the sum of its plots marked terr_utile = oui"),
        SITES,
    ),
    _rule("sum.hub", "error", Message("the figures of a hub are those of its sites"), SITES),
    _rule(
        "sum.vacancy",
        "error",
        Message("the vacancy rate is vacant land units over all land units, in per cent"),
        LAW,
    ),
    _rule("format.carry", "error", Message("the format can hold what is written into it"), OURS),
    _rule(
        "edition.person",
        "note",
        Message("a public edition names no natural person"),
        "RGPD, article 5",
    ),
    _rule(
        "edition.misplaced",
        "note",
        Message("in a public edition a cell holds what its field is for, never free text"),
        "RGPD, article 5",
    ),
    _rule("format.filled", "note", Message("an empty cell is filled so that both the standard "
          "and the published schema are met"), SCHEMAS),
)  # fmt: skip

RULES: Final[Mapping[str, Rule]] = {rule.key: rule for rule in _ALL}
"""Every rule, by its key."""

"""Small maps for tests of indicators: squares of 100 m and frames in the schema of a role."""

from geopandas import GeoDataFrame, GeoSeries
from pandas import DataFrame, Index
from shapely import Geometry, box

from criteria.project import PROFILES, Project

SQUARE = box(0, 0, 100, 100)
FAR = box(90_000, 90_000, 90_001, 90_001)


def sites(**shapes: Geometry) -> GeoSeries:
    return GeoSeries(shapes or {"A": SQUARE}, crs=2154)


def frame(shapes: list[Geometry], **columns: list) -> GeoDataFrame:
    return GeoDataFrame(columns, geometry=shapes, crs=2154)


def jobs(**of_profile: float) -> dict[str, float]:
    return dict.fromkeys(PROFILES, 0.0) | of_profile


def project(**fields: object) -> Project:
    return Project.model_validate(
        {"key": "p", "label": {"fr": "p", "en": "p"}, "vocation": "industrie"} | fields
    )


def communes(shapes: dict[str, Geometry], **columns: list) -> GeoDataFrame:
    return GeoDataFrame(
        columns, geometry=list(shapes.values()), index=Index(list(shapes)), crs=2154
    )


def labour(seekers: dict[str, float | list[float]]) -> DataFrame:
    """Job seekers of each commune: one number for all profiles, or one each."""
    rows = [
        (insee, profile, number)
        for insee, numbers in seekers.items()
        for profile, number in zip(
            PROFILES, numbers if isinstance(numbers, list) else [numbers] * 4, strict=True
        )
    ]
    return DataFrame(rows, columns=["commune_insee", "profile", "job_seekers"])


def values(part: DataFrame, site: str = "A") -> tuple[float, float, str]:
    """Bounds and status of a site, rounded past any float noise."""
    row = part.loc[site]
    return round(float(row["low"]), 6), round(float(row["high"]), 6), str(row["status"])


def status(part: DataFrame, site: str = "A") -> str:
    return str(part.loc[site, "status"])

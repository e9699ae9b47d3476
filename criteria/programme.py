"""What a project declares of its building and of the services that it would share."""

import numpy as np
from geopandas import GeoSeries
from pandas import DataFrame

from criteria.facts import blank, constant, known
from criteria.project import Project
from criteria.sobriety import land_needed_m2


def built_density(sites: GeoSeries, *, project: Project) -> DataFrame:
    """
    Floor area over the land that the project mobilises (coefficient d'occupation). [ratio]

    Parameters
    ----------
    sites : GeoSeries
        Polygons. [projected, m]
    project : Project
        Its ``floor_m2``, and its plot or the whole site.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``: declared; unknown without floor area or plot.

    Notes
    -----
    Formula: floor area [m²] ÷ land mobilised [m²]. 0.10 to 0.40 is usual in business zones (ADEME,
    AEU2, cahier 3).

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 100, 100)}, crs=2154)
    >>> shed = Project(
    ...     key="p", label={"fr": "p"}, vocation="industrie", floor_m2=2000, plot_m2=5000
    ... )
    >>> built_density(sites, project=shed)["low"].to_dict()
    {'A': 0.4}
    """
    floor = np.nan if project.floor_m2 is None else project.floor_m2
    return known(floor / land_needed_m2(sites, project), "declared")


def services_shared(sites: GeoSeries, *, project: Project) -> DataFrame:
    """
    Shared services that the project would join over those that it is offered. [0-1]

    Parameters
    ----------
    sites : GeoSeries
        Sites.
    project : Project
        Its ``services_joined`` and ``services_offered``.

    Returns
    -------
    DataFrame
        ``low``, ``high``, ``status``: declared; does not apply where nothing is offered.

    Notes
    -----
    Formula: joined ÷ offered: mobility plan, crèche, parking, waste, security, energy… Joining is
    declared; what is used is to be observed.

    Examples
    --------
    >>> from shapely import box
    >>> sites = GeoSeries({"A": box(0, 0, 9, 9)}, crs=2154)
    >>> member = Project(key="p", label={"fr": "p"}, vocation="tertiaire", services_joined=3,
    ...                  services_offered=4)
    >>> services_shared(sites, project=member)["low"].to_dict()
    {'A': 0.75}
    """
    joined, offered = project.services_joined, project.services_offered
    if offered == 0:
        return blank(sites.index, "not_applicable")
    share = None if joined is None or offered is None else joined / offered
    return constant(share, sites.index)

"""
The municipal arrondissements of Paris, Lyon and Marseille, which some producers take for communes.

Insee gives each of the three cities one code, and one more to each of its arrondissements. The
cadastre, the sales (DVF), Sirene and the flows of the census carry those of the arrondissements;
outlines and EPCI those of the city.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from pandas import Series

ARRONDISSEMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "13055": tuple(f"132{n:02d}" for n in range(1, 17)),
    "69123": tuple(f"6938{n}" for n in range(1, 10)),
    "75056": tuple(f"751{n:02d}" for n in range(1, 21)),
}
"""INSEE codes of the arrondissements of each city: Marseille 16, Lyon 9, Paris 20."""

_CITY: Final = {one: city for city, held in ARRONDISSEMENTS.items() for one in held}


def with_arrondissements(communes: Iterable[str]) -> frozenset[str]:
    """
    Codes under which a producer may file the communes of a territory.

    Parameters
    ----------
    communes : iterable of str
        INSEE codes.

    Returns
    -------
    frozenset of str
        The same codes, and those of the arrondissements of the cities among them.

    References
    ----------
    .. [1] Insee, Code officiel géographique: communes and arrondissements municipaux.

    Examples
    --------
    >>> len(with_arrondissements(["69123"])), sorted(with_arrondissements(["34172"]))
    (10, ['34172'])
    """
    codes = [*communes]
    return frozenset(codes).union(*(ARRONDISSEMENTS.get(code, ()) for code in codes))


def instead_of_cities(communes: Iterable[str]) -> list[str]:
    """
    Codes of a producer who has no file of a city, but one of each of its arrondissements.

    Examples
    --------
    >>> instead_of_cities(["34172", "69123"])[:3]
    ['34172', '69381', '69382']
    """
    return sorted(one for code in communes for one in ARRONDISSEMENTS.get(code, (code,)))


def city_of(codes: Series) -> Series:
    """
    Codes of communes, those of arrondissements replaced by that of their city.

    Examples
    --------
    >>> city_of(Series(["75113", "34172"])).tolist()
    ['75056', '34172']
    """
    return codes.map(lambda code: _CITY.get(code, code))

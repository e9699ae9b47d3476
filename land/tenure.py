"""Tenure: whether land is in public or in private hands, as far as its owner's type tells."""

from typing import Final

from pandas import Series

from land.errors import SchemaError

TENURES: Final = ("public", "private", "unknown")

_TENURE_OF: Final = {
    **dict.fromkeys(
        (
            "state",
            "region",
            "department",
            "epci",
            "commune",
            "other_public",
            "public_land_agency",
        ),
        "public",
    ),
    **dict.fromkeys(("person", "developer", "investor", "company"), "private"),
    # An office public de l'habitat is public, an entreprise sociale pour l'habitat is not.
    **dict.fromkeys(("social_housing", "unknown"), "unknown"),
}


def tenure_of(owner_type: Series) -> Series:
    """
    Whether each owner is public or private.

    Parameters
    ----------
    owner_type : Series of str
        Type of owner of each piece of land; missing where nobody said.

    Returns
    -------
    Series of str
        ``public``, ``private`` or ``unknown``, indexed as ``owner_type``.

    Raises
    ------
    SchemaError
        If a type is not one of the known ones; names them all.

    Notes
    -----
    A developer (aménageur, also a local public company) counts as private: it acts and sells
    under private law. A social landlord may be either, hence ``unknown``.

    Examples
    --------
    >>> tenure_of(Series({"A": "epci", "B": "company", "C": None})).to_dict()
    {'A': 'public', 'B': 'private', 'C': 'unknown'}
    """
    types = owner_type.astype("object").where(owner_type.notna(), "unknown")
    strange = sorted({str(t) for t in types.unique()} - set(_TENURE_OF))
    if strange:
        raise SchemaError(
            "owner_type: {strange} not known; use one of {known}",
            strange=[repr(x) for x in strange],
            known=list(_TENURE_OF),
        )
    return types.map(_TENURE_OF).astype("str").rename("tenure")

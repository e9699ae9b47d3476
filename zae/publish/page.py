"""A page in one file, from which no request leaves: the frame that parts of the product fill."""

from collections.abc import Mapping
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


def page(package: str, template: str, shown: Mapping[str, Any]) -> str:
    """
    Page of a part of the product.

    Parameters
    ----------
    package : str
        Package whose folder ``templates`` holds the template, which may extend ``page.html.j2``.
    template : str
        Its name.
    shown : mapping of str to Any
        What it prints: ``lang`` and ``title``, and what it asks for. Every text is escaped.

    Returns
    -------
    str
        HTML.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("zae.publish")]),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template(template).render(shown)

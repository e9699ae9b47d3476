"""QGIS renderers as XML: one symbol, categories, rules."""

from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from zae.publish.symbols import Element, Symbol, fill, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of a renderer: a label, a filter and a symbol; or a heading over other rules."""

    label: str
    filter: str = ""
    symbol: Symbol | None = None
    rules: tuple["Rule", ...] = field(default=())


def rule_renderer(rules: tuple[Rule, ...], *, name: str) -> Element:
    """
    Renderer whose rules all draw, the first at the bottom.

    Parameters
    ----------
    rules : tuple of Rule
        The rules.
    name : str
        Makes the keys of the rules, the same on every run.

    Returns
    -------
    Element
        XML ``renderer-v2``.
    """
    renderer = ET.Element(
        "renderer-v2",
        {"type": "RuleRenderer", "symbollevels": "0", "enableorderby": "0", "forceraster": "0"},
    )
    root = ET.SubElement(renderer, "rules", {"key": key(name)})
    symbols = ET.SubElement(renderer, "symbols")
    _add_rules(root, symbols, rules, name)
    return renderer


def _add_rules(parent: Element, symbols: Element, rules: tuple[Rule, ...], path: str) -> None:
    for number, rule in enumerate(rules):
        here = f"{path}/{number}"
        attributes = {"key": key(here), "label": rule.label}
        if rule.filter:
            attributes["filter"] = rule.filter
        if rule.symbol is not None:
            attributes["symbol"] = str(len(symbols))
            symbols.append(rule.symbol.element(str(len(symbols))))
        _add_rules(ET.SubElement(parent, "rule", attributes), symbols, rule.rules, here)


def single_renderer(symbol: Symbol) -> Element:
    """
    Renderer that draws everything alike.

    Examples
    --------
    >>> single_renderer(fill("#ffffff")).get("type")
    'singleSymbol'
    """
    renderer = ET.Element("renderer-v2", {"type": "singleSymbol", "symbollevels": "0"})
    ET.SubElement(renderer, "symbols").append(symbol.element("0"))
    return renderer


def category_renderer(column: str, categories: tuple[Rule, ...]) -> Element:
    """
    Renderer by the values of a column.

    Parameters
    ----------
    column : str
        The column.
    categories : tuple of Rule
        Value (as ``filter``), label and symbol of each; an empty value stands for all others.

    Returns
    -------
    Element
        XML ``renderer-v2``.
    """
    renderer = ET.Element(
        "renderer-v2", {"type": "categorizedSymbol", "attr": column, "symbollevels": "0"}
    )
    listed = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, category in enumerate(categories):
        ET.SubElement(
            listed, "category",
            {"value": category.filter, "label": category.label, "symbol": str(number),
             "render": "true", "type": "string"},
        )  # fmt: skip
        symbols.append((category.symbol or fill("#ffffff")).element(str(number)))
    return renderer

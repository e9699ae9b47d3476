"""The product: territories, studies, assessment, maps, reports and the command line."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zae.publish.notebook_map import draw

__all__ = ["draw"]


def __getattr__(name: str) -> Any:
    """Bring in the map of notebooks when it is asked for: folium is slow to load."""
    if name == "draw":
        from zae.publish.notebook_map import draw  # noqa: PLC0415

        return draw
    raise AttributeError(f"module 'zae' has no attribute '{name}'")

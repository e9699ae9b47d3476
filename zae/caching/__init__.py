"""Facts that were measured before, found again by the content of everything they come from."""

from zae.caching.cache import FOLDER, Cache

__all__ = ["FOLDER", "Cache"]

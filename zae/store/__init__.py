"""The store: what people said, promised, decided and saw, added in order, never changed."""

from zae.store.errors import StoreError
from zae.store.events import Entry, Event, Subject
from zae.store.kinds import PUBLIC, Correction, Payload, Remark, kind, kinds
from zae.store.ledger import Store, copy, create, open_store

__all__ = [
    "PUBLIC", "Correction", "Entry", "Event", "Payload", "Remark", "Store", "StoreError",
    "Subject", "copy", "create", "kind", "kinds", "open_store",
]  # fmt: skip

"""The workbook of the scores, whose marks move when a weight is changed in it."""

from zae.publish.workbook.book import write

__all__ = ["write"]

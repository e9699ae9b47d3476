"""Reports: of a territory and of each site, to read on a screen and on paper."""

from zae.publish.report.html import write_html

__all__ = ["write_html"]

"""Reports: of a territory and of each site, to read on a screen and on paper."""

from zae.publish.report.html import write_html
from zae.publish.report.pages import Pages
from zae.publish.report.pdf import write_pdf
from zae.publish.report.sites import write_sites

__all__ = ["Pages", "write_html", "write_pdf", "write_sites"]

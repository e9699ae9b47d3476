"""What readers wrote on sites, as rows of a report."""

from datetime import datetime

from zae.assessment import Assessment
from zae.messages import N_, date
from zae.publish.report.marks import Row
from zae.publish.report.reader import Reader


def remarks(assessment: Assessment, reader: Reader) -> list[Row]:
    """
    Remarks that the study took in, the oldest first.

    Parameters
    ----------
    assessment : Assessment
        The assessment; none is left in its public edition.
    reader : Reader
        Who reads.

    Returns
    -------
    list of dict
        ``id`` and ``name`` of the site (the id again where it is no longer a candidate),
        ``author``, ``date``, ``text``, ``grid``.
    """
    names = assessment.sites["name"]
    nameless = reader.say(N_("without a name"))
    return [
        {
            "id": row["site_id"],
            "name": names.get(row["site_id"]) or row["site_id"],
            "author": row["author"] or nameless,
            "date": date(datetime.fromisoformat(row["written"]).date(), reader.lang),
            "text": row["text"],
            "grid": f"{row['grid']} {row['grid_version']}",
        }
        for row in assessment.remarks.to_dict("records")
    ]

"""The charter of a zone: its commons, who holds the land, and who is admitted by which article."""

"""The negotiation table: uses of a site, services with red lines, fair agreements, minutes."""

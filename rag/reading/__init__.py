"""Numbers, units and dates as a text prints them: read here once, for verdicts and for conflicts."""

"""Questions that the sample archive answers, with the headline that each leads to, for its empty page."""

SAMPLE_QUESTIONS: tuple[tuple[str, str], ...] = ()

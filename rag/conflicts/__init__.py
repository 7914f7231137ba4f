"""Where articles disagree on what a question asks for: a number, a date, a name."""

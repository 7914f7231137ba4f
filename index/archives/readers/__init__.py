"""One reader a format: an open file flows in, its records and rejects flow out, one at a time."""

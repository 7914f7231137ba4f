"""The library: what an index holds, what became of every record, and how more comes in."""

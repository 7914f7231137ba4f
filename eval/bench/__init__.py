"""Benchmarks: each measures Dateline beside a peer or a limit, in the same run, with the same model and texts."""

"""Suites in, figures with intervals out: formats, metrics, runs, comparison, gates, benchmarks."""

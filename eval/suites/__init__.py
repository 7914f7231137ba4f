"""Suites in published formats and in Dateline's own, all read into one type."""

from eval.suites.loading import load_suite

__all__ = ["load_suite"]

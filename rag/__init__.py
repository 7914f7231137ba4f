"""Questions in, cited answers out: filters from time words, retrieval chain, citations, checks."""

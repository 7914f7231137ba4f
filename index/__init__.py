"""Archives in, searchable index out: readers, chunking, embedding, stores, filtered hybrid search."""

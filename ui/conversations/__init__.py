"""Conversations as they are kept, shared, exported and judged."""

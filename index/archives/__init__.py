"""Archive readers: files of many formats, in containers, become records and rejects."""

from index.archives.reading import read_archives

__all__ = ["read_archives"]

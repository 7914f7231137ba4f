"""How a story went, for questions that ask for that."""

from rag.timeline.asking import asks_for_timeline, topic_of
from rag.timeline.rows import TimelineEntry, timeline_of

__all__ = ["TimelineEntry", "asks_for_timeline", "timeline_of", "topic_of"]

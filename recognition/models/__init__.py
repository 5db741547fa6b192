"""Thanks in public."""

from recognition.models.lists import ListEntry, ListStatus, RecognitionList

__all__ = ["ListEntry", "ListStatus", "RecognitionList"]

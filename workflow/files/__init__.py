"""Files people send: where their bytes lie, and which of them are taken."""

from workflow.files.receiving import ALLOWED, Limits, Received, receive
from workflow.files.store import FileStore, LocalFolder, Stored

__all__ = ["ALLOWED", "FileStore", "Limits", "LocalFolder", "Received", "Stored", "receive"]

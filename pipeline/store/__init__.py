"""The corpus in one SQLite file: schema, the one writer, and the questions other rooms ask of it."""

from pipeline.store.database import connect, open_database
from pipeline.store.writer import Writer

__all__ = ["Writer", "connect", "open_database"]

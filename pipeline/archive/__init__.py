"""The archive: every page as it was served, in WARC files that others can read too."""

from pipeline.archive.reader import read_body, read_page
from pipeline.archive.records import SeenBody
from pipeline.archive.whole_files import iter_warc
from pipeline.archive.writer import ArchiveWriter, never_seen

__all__ = ["ArchiveWriter", "SeenBody", "iter_warc", "never_seen", "read_body", "read_page"]

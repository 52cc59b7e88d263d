"""From bytes on a document-sharing site to records in SQLite; docs/pipeline.md is the map."""

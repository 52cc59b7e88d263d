"""One thin module per command, named as it is typed: ``scrapy demo``, ``scrapy ingest`` and so on."""

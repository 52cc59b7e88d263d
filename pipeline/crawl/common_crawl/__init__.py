"""Pages out of Common Crawl, or any archive that is laid out like it: an index of captures, and WARC files in ranges."""

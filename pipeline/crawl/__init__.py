"""Everything that knows Scrapy: spiders' tools, pages of responses, the steps they walk through."""

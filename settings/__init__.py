"""Settings of a run; scrapy.cfg names the modules, SCRAPY_PROJECT chooses among them."""

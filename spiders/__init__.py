"""One short module per site, declarations mostly; docs/adding-a-site.md shows how to write one."""

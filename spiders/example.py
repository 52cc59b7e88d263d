"""The bundled example sites on loopback (``scrapy demo`` serves and crawls them)."""

from __future__ import annotations

from spiders.site import SiteSpider

PORTS = (8771, 8772, 8773)


class ExampleSpider(SiteSpider):
    """Three small sites in three skins; ``-a url=`` names other addresses than the usual ports."""

    name = "example"

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Like its base, with the usual ports as default."""
        arguments.setdefault("url", ",".join(f"http://127.0.0.1:{port}/" for port in PORTS))
        super().__init__(name, **arguments)

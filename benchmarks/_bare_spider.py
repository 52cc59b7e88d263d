"""Scrapy with nothing of ours: follows the links of listings and throws every response away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Spider
from scrapy.http import Request, Response


class BareSpider(Spider):
    """Takes ``-a url=URL``."""

    name = "bare"

    def __init__(self, url: str) -> None:
        super().__init__()
        self.start_urls = [url]

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        if "/p-" not in response.url:
            for href in response.css("a::attr(href)").getall():
                yield response.follow(href)

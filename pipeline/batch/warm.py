"""Imported by the server that processes which read pages are forked from, and by nothing else: dictionaries that the first
page has loaded, all of them have in common.
"""

from pipeline.items import Page
from pipeline.refine import refine

_TEXT = "各位领导，同志们：今天我们在这里召开会议，总结去年的工作，部署今年的任务。" * 20

refine(
    Page(
        url="https://page.example/",
        fetched_at="2024-01-01T00:00:00Z",
        body=f"<html><body><h1>讲话</h1><p>{_TEXT}</p><p>謝謝大家！</p></body></html>".encode(),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    ),
    None,
)

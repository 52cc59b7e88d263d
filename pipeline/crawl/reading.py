"""What a worker process does with a page: read it, and look for the links that are worth following."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pipeline.items import Found, Page, Refined, Reject
from pipeline.refine.site import Site

Step = Callable[[Page, Site | None], Refined]


class Links(NamedTuple):
    """The links of a page; ``note`` is a line for a person when some are left aside.

    ``read`` is False when they could not be looked for, such as for a ``fault`` of ours: such a page must be sent
    whole the next time.
    """

    found: tuple[Found, ...] = ()
    note: str = ""
    read: bool = True
    fault: str = ""


# Told the page and what became of it. Passed to another process, so it has to be picklable.
LinkFinder = Callable[[Page, Refined], Links]


class Task(NamedTuple):
    """A page to be read, with what is known of its site; with ``refined`` only its links are looked for."""

    page: Page
    site: Site | None = None
    links: LinkFinder | None = None
    refined: Refined | None = None


class Reading(NamedTuple):
    """What came of a page."""

    refined: Refined
    links: Links = Links()


def read(step: Step, task: Task) -> Reading:
    """Never raises: one page's fault is that page's result."""
    page = task.page
    refined = task.refined
    if refined is None:
        try:
            refined = step(page, task.site)
        except Exception as error:  # noqa: BLE001
            return Reading(Reject(page.url, "error", _fault(error), page.id), links_of(task, None))
    return Reading(refined, links_of(task, refined))


def links_of(task: Task, refined: Refined | None) -> Links:
    """A page that our link rules stumble over is still a page."""
    if task.links is None:
        return Links()
    page = task.page
    try:
        return task.links(page, refined if refined is not None else Reject(page.url, "error", "", page.id))
    except Exception as error:  # noqa: BLE001
        fault = _fault(error)
        note = f"links on {page.url} are not followed, because of an error of ours: {fault}"
        return Links(note=note, read=False, fault=fault)


def unread(task: Task, reason: str) -> Reading:
    """What comes of a page that no process has come to the end of."""
    page = task.page
    return Reading(task.refined or Reject(page.url, "error", reason, page.id), Links(read=task.links is None))


def _fault(error: Exception) -> str:
    place = traceback.extract_tb(error.__traceback__)[-1]
    message = (str(error).splitlines() or [""])[0][:200]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {message}"

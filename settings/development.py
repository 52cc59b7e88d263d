"""A person at a terminal: the default."""

from settings.base import *  # noqa: F403 (a settings module is its names; that is what an overlay overlays)

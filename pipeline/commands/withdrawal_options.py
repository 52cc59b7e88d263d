"""The options of ``scrapy withdraw``, and what they name."""

from __future__ import annotations

import argparse
import re

from pipeline.errors import InputError
from pipeline.store.withdrawals import Target
from pipeline.urls import canonical_url, site_of

_HASH = re.compile(r"[0-9a-f]{64}")


def add_options(parser: argparse.ArgumentParser) -> None:
    """What is withdrawn, why, and what else the command does."""
    parser.add_argument("--url", help="the document or documents at this address, its twins included")
    parser.add_argument(
        "--site", metavar="HOST", help="everything of this host; with --uploader, only theirs"
    )
    parser.add_argument(
        "--uploader", metavar="NAME", help="documents that this name uploaded, as the site shows it"
    )
    parser.add_argument(
        "--sha256", metavar="HASH", help="documents with this content_sha256, or pages with this body"
    )
    parser.add_argument(
        "--reason", metavar="TEXT", help="why, for whoever reads --list; keep names and titles out"
    )
    parser.add_argument(
        "--copies", action="store_true", help="also the copies of the same texts at other addresses"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what would go, do nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--list", action="store_true", help="show what was withdrawn, and how far that is done"
    )
    parser.add_argument("--lift", metavar="N", help="let withdrawal N be fetched again; nothing is restored")
    parser.add_argument(
        "--resume", action="store_true", help="finish what was cut off (so does the bare command)"
    )


def target_of(options: argparse.Namespace) -> Target | None:
    """What is to be withdrawn; None when the command is to do something else. Raises InputError."""
    named = {name: getattr(options, name) for name in ("url", "uploader", "sha256", "site")}
    kinds = [name for name, value in named.items() if value is not None]
    others = [
        f"--{name}" for name in ("list", "lift", "resume") if getattr(options, name) not in (None, False)
    ]
    if len(others) > 1 or (others and kinds):
        raise InputError(f"{others[0]} stands alone")
    if others or not kinds:
        if options.reason or options.copies or options.dry_run:
            raise InputError("say what is to be withdrawn: --url, --site, --uploader or --sha256")
        return None
    if len(kinds) > 1 and kinds != ["uploader", "site"]:
        raise InputError(f"--{kinds[0]} and --{kinds[1]} do not go together: withdraw one after the other")
    if not (options.reason or "").strip():
        raise InputError("--reason is missing: say why, for whoever reads scrapy withdraw --list")
    return _target(kinds[0], named)


def _target(kind: str, named: dict[str, str | None]) -> Target:
    value = (named[kind] or "").strip()
    if not value:
        raise InputError(f"--{kind} is empty")
    if kind == "url":
        if site_of(value) == "local" and not value.startswith("file://"):
            raise InputError(
                f"--url {value} is no web address: it begins with http:// or https:// and a host"
            )
        return Target("url", canonical_url(value))
    if kind == "sha256":
        if not _HASH.fullmatch(value.lower()):
            raise InputError("--sha256 takes 64 hexadecimal digits, as in documents.content_sha256")
        return Target("sha256", value.lower())
    site = _site(named["site"])
    return Target("uploader", value, site) if kind == "uploader" else Target("site", site or "")


def _site(host: str | None) -> str | None:
    """The site of a host; an address of a page says it as well."""
    if host is None or host == "local":
        return host
    site = site_of(host if "://" in host else f"http://{host}")
    if site == "local":
        raise InputError(
            f"--site {host} is no host: give a name such as www.example.org, as in documents.site"
        )
    return site

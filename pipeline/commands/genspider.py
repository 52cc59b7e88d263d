"""``scrapy genspider NAME HOST``: a declared site to fill in, written where Scrapy finds it.

In the place of Scrapy's own command, whose spiders parse pages themselves, which writes a module that cannot be
imported under its spider's name (777doc), and which ends with code 0 when it has written nothing.
"""

from __future__ import annotations

import argparse
import keyword
import re
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from string import Template
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

from scrapy.spiderloader import get_spider_loader

from pipeline.crawl.command import PipelineCommand
from pipeline.crawl.declarations import site_for
from pipeline.crawl.sites import declared_sites
from pipeline.errors import ExitCode, InputError
from pipeline.urls import site_of

NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
# What is written between quotes into the module.
ADDRESS = re.compile(r"[\w.:/?&=%~+,;\[\]-]+")
DEFAULT = "site"


class Command(PipelineCommand):
    """Writes one module into the folder of the spiders, out of a template beside them."""

    name = "genspider"
    words: ClassVar[tuple[int, int | None]] = (0, 2)

    def syntax(self) -> str:
        """For ``-h``."""
        return "NAME HOST [-t TEMPLATE] | -l"

    def short_desc(self) -> str:
        """For ``-h``."""
        return "Declare a new site: a spider of ten lines to fill in"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Which template."""
        super().add_options(parser)
        parser.add_argument("-t", "--template", default=DEFAULT, help=f"default: {DEFAULT}")
        parser.add_argument("-l", "--list", action="store_true", help="list the templates")

    def main(self, words: list[str], options: argparse.Namespace) -> ExitCode:
        """Nothing is overwritten."""
        folder = Path(import_module(self.settings["NEWSPIDER_MODULE"]).__path__[0])
        templates = {path.stem: path for path in sorted((folder / "templates").glob("*.tmpl"))}
        if options.list:
            print("\n".join(templates))
            return ExitCode.DONE
        if len(words) != 2:
            raise InputError(f"usage: scrapy {self.name} {self.syntax()}")
        if options.template not in templates:
            raise InputError(f"there is no template {options.template}: choose one of {', '.join(templates)}")
        name, address = words[0], _address(words[1])
        self._check_new(name, address.geturl())
        module = folder / f"{name}.py"
        declaration = Template(templates[options.template].read_text("utf-8"))
        try:
            with module.open("x", encoding="utf-8") as file:
                file.write(declaration.substitute(_blanks(name, address)))
        except FileExistsError as error:
            raise InputError(f"{module} exists already: choose another name") from error
        except OSError as error:
            raise InputError(f"{module} cannot be written: {error.strerror}") from error
        print(f"{module}: say there what is known and what is inferred, and correct the addresses.")
        print(f"Then: scrapy crawl {name} -a limit=20 (docs/adding-a-site.md tells what to look at)")
        return ExitCode.DONE

    def _check_new(self, name: str, url: str) -> None:
        """Raise InputError for a name that is none or is taken, and for a site that has a spider."""
        if not NAME.fullmatch(name) or keyword.iskeyword(name):
            hint = (
                "letters first (doc777, ppt31)" if name[:1].isdigit() else "lower case, digits, underscores"
            )
            raise InputError(f"{name} cannot name a spider, which is a Python module too: {hint}")
        loader = get_spider_loader(self.settings)
        if name in loader.list():
            raise InputError(f"there is a spider {name} already: choose another name")
        if site := site_for(url, declared_sites(loader)):
            raise InputError(f"{url} belongs to the site {site.name}, which is declared already")


def _address(word: str) -> SplitResult:
    """A host, or an address that a crawl is to begin with; raises InputError for what is neither."""
    # Who serves on a port of its own, or without a name, seldom has a certificate.
    plain = _is_machine(word.partition("/")[0].partition(":")[0]) or ":" in word.partition("/")[0]
    url = word if "://" in word else f"{'http' if plain else 'https'}://{word}"
    if not ADDRESS.fullmatch(word) or site_of(url) == "local":
        raise InputError(f"{word} is no host: give one like www.example.org, or an address to begin with")
    return urlsplit(url)._replace(path=urlsplit(url).path or "/")


def _blanks(name: str, address: SplitResult) -> dict[str, str]:
    host = address.hostname or ""
    bare = host if _is_machine(host) else site_of(f"https://{host}")
    twins = (host,) if _is_machine(host) else tuple(dict.fromkeys((host, f"www.{bare}", bare)))
    hosts = ", ".join(f'"{twin}"' for twin in twins)
    return {
        "name": name,
        "classname": "".join(part.capitalize() for part in name.split("_")) + "Spider",
        "host": host,
        "bare": bare,
        "hosts": f"({hosts},)" if len(twins) == 1 else f"({hosts})",
        "url": address.geturl(),
    }


def _is_machine(host: str) -> bool:
    """Whether a host is a number or has no domain, and so no twins."""
    try:
        ip_address(host)
    except ValueError:
        return "." not in host
    return True

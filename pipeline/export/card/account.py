"""What is to be said of an export as a whole, in words that its card and its descriptions for programs share."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from pipeline.export.card.plots import percent
from pipeline.export.columns import Profile
from pipeline.export.figures import UNKNOWN, Counts
from pipeline.export.release import Release

NAMED_LANGUAGE: Final = 100
"""A language is named from one in so many documents on: below, the detection's errors weigh as much."""

PROFILES: Final[dict[Profile, str]] = {
    "full": "every chosen document with its text.",
    "open": "metadata, addresses and hashes of the texts, without the texts.",
    "training": (
        "documents with their texts, save those whose site or page reserves them from text and data mining or the training"
        " of models, or closes them to crawlers of AI companies."
    ),
}
COLLECTION: Final = (
    "Public pages of document-sharing sites, as an anonymous visitor is served them. They were fetched politely (robots.txt"
    " and Crawl-delay obeyed; no log-in, no payment, no captcha solved) or read from saved pages, and kept as WARC records."
    " What a site keeps behind a wall was not fetched."
)
STEPS: Final = (
    "The main text was cut out of the archived page; every removed span is known with the rule that removed it.",
    "Lines that recur on the documents of a site were learned and removed.",
    "Paragraphs were restored and damaged encodings mended; the author's characters were kept, traditional ones too.",
    "Title, genre, speaker, occasion and dates were read off the page by rules, each with the words it was read from.",
    "Exact and near copies were grouped, and one document stands for each group.",
)


class Account(NamedTuple):
    """Sentences and names; what nobody said is empty."""

    summary: str
    collection: str
    steps: tuple[str, ...]
    limits: tuple[str, ...]
    personal: str
    profile: str
    licence: str
    citation: str
    languages: tuple[str, ...]


def account(release: Release, counts: Counts) -> Account:
    """The account of one export."""
    return Account(
        summary=_summary(release, counts),
        collection=COLLECTION,
        steps=STEPS,
        limits=_limits(counts),
        personal=_personal(release, counts),
        profile=f"Profile `{release.profile}`: {PROFILES[release.profile]}",
        licence=release.recipe.licence or release.licence_note,
        citation=bibtex(release),
        languages=known_languages(counts),
    )


def known_languages(counts: Counts) -> tuple[str, ...]:
    """BCP 47 tags of the languages that matter, the commonest first: ``zh-Hans``, ``en``."""
    return tuple(
        tag
        for tag, number in counts.languages.items()
        if tag not in (UNKNOWN, "und") and number * NAMED_LANGUAGE >= counts.documents
    )


def counted(number: int | None, what: str) -> str:
    """``1 site``, ``12 sites``; ``many sites`` when nobody counted them all."""
    if number is None:
        return f"many {what}s"
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _summary(release: Release, counts: Counts) -> str:
    works = "speeches, addresses, reports and essays"
    what = f"Metadata of {works}" if release.profile == "open" else works.capitalize()
    when = ""
    if release.collected:
        first, last = (at[:10] for at in release.collected)
        when = f", collected on {first}" if first == last else f", collected from {first} to {last}"
    return (
        f"{what} from {counted(counts.sites.different, 'document-sharing site')}: {counted(counts.documents, 'document')},"
        f" {counted(counts.characters, 'character')}{when}."
    )


def _limits(counts: Counts) -> tuple[str, ...]:
    """What a reader must know before trusting a figure, with the share it concerns."""
    whole, states = counts.documents, counts.text_states
    spoken = sum(dates.spoken for dates in counts.years.values())
    cut, short, none = (states.get(name, 0) for name in ("preview", "abstract", "none"))
    incomplete = []
    if cut:
        incomplete.append(
            f"{percent(cut, whole)} of the documents are previews: the site shows the beginning and keeps the rest."
            " `pages_shown`, `pages_total` and `chars_total` tell how much is missing, where the site does."
        )
    if short or none:
        incomplete.append(
            f"{percent(short, whole)} are summaries alone, and {percent(none, whole)} have no text because the page serves"
            " none (pictures, a drawn reader)."
        )
    return (
        *incomplete,
        f"Of {percent(spoken, whole)} of the documents the date of the speech is known; an upload date is never taken for it.",
        (
            f"{percent(counts.speakers.documents, whole)} have the name of a speaker, spelled as on the page; one name may be several"
            " persons."
        ),
        (
            "Some sites take their texts from scans or slides: wrong characters, broken lines and lost tables occur, and"
            " `quality` is lower where that shows."
        ),
        (
            "It holds what people uploaded. Sites, years, genres and places are no sample of all speeches, and some texts"
            " are templates (`placeholders` counts anonymised names)."
        ),
        "Genre and metadata were read by rules, not by people, and are wrong at times.",
    )


def _personal(release: Release, counts: Counts) -> str:
    pieces = sum(counts.masked.pieces.values())
    if not release.recipe.mask:
        return "Personal data in the texts was not masked."
    looked = "Resident ids, mobile numbers, bank cards, e-mail addresses, QQ and WeChat ids are looked for by rules with"
    if not pieces:
        return f"{looked} checksums, and masked; none was found."
    where = counted(counts.masked.documents, "document")
    return (
        f"{looked} checksums, and masked: {counted(pieces, 'piece')} in {where}. Names of speakers are kept."
    )


def bibtex(release: Release) -> str:
    """A BibTeX entry of what is known: no author, year or address is made up."""
    key = re.sub(r"[^a-z0-9]+", "-", f"{release.name}-{release.version}".lower()).strip("-")
    recipe = release.recipe
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in recipe.authors),
        "title": f"{{{_tex(release.name)}}}",
        "version": _tex(release.version),
        "year": release.collected[1][:4] if release.collected else "",
        "url": recipe.homepage or "",
        "note": f"Profile {release.profile}",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return "@misc{" + key + ",\n" + ",\n".join(lines) + "\n}"


def _tex(text: str) -> str:
    return re.sub(r"([#$%&_{}])", r"\\\1", text.replace("\\", ""))

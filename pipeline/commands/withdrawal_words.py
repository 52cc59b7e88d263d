"""What ``scrapy withdraw`` says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.commands.summary import plural, shown
from pipeline.store.tombstones import Buried
from pipeline.store.withdrawals import Target, Withdrawal

if TYPE_CHECKING:
    from pipeline.withdrawal.plan import Listed, Plan

SHOWN: Final = 20
"""Documents, copies or files that are listed; of more, how many."""

MASKED: Final = (
    "  If it is the content_sha256 of an export's row with masked > 0, it is that of the masked text, and this says nothing:"
    " withdraw the row by its url (--url)."
)
INCOMPLETE: Final = (
    "It is refused from now on, and no table has its words; what is left of it in the files goes with the next command, or with"
    " scrapy withdraw --resume"
)

NOT_BEGUN: Final = "stopped: nothing is withdrawn"
GOES_ON: Final = (
    "stopped: it is withdrawn and refused; what is left of it in the files goes with the next command, or with"
    " scrapy withdraw --resume"
)
UNDER_WAY: Final = "A run writes to the archive: when it has ended, it looks through what it has written, or else the next command does."


def planned(plan: Plan, exports: Sequence[tuple[Path, int]]) -> list[str]:
    """What would go, and what would stay although it may hold the same."""
    lines = [f"{_named(target)}:" for target in plan.targets[:1]]
    documents, pages = plural(len(plan.documents), "document"), plural(plan.pages, "page")
    lines.append(f"  {documents} and {pages} ({plan.records} in the archive) would go.")
    if not plan.documents and not plan.pages:
        then = "is refused already" if plan.earlier else "would be refused from now on"
        lines[-1] = f"  Nothing is stored of it; it {then}."
        if plan.targets[0].kind == "sha256":
            lines[-1] = f"  Nothing that is stored has this hash; whatever has it {then}."
            lines.append(MASKED)
    if plan.earlier:
        of = plan.earlier
        lines.append(
            f"  Already withdrawn as number {of.id} at {of.withdrawn_at}; its reason stays: {one_line(of.reason)}"
        )
    lines += _rows("Documents", map(_document, plan.documents))
    if more := plan.targets[1:]:
        lines += _rows("Withdrawn with it", map(_named, more))
    lines += _rows(
        "Copies of the same texts at other addresses stay (--copies withdraws them too)",
        map(_document, plan.copies),
    )
    if plan.uncompared:
        waiting = plural(plan.uncompared, "document")
        lines.append(f"{waiting} not compared yet may be copies as well: scrapy dedupe")
    lines += _rows("Files of yours that it was read from stay", map(shown, plan.sources))
    lines += _rows(
        "Exports made before hold it still", (f"{shown(str(path))}  {number}" for path, number in exports)
    )
    return lines


def withdrawn(buried: Buried) -> str:
    """What the transaction has done."""
    return f"Withdrawn: {plural(buried.documents, 'document')}, {plural(buried.pages, 'page')}; refused from now on."


def purged(done: Sequence[Withdrawal], *, resumed: bool) -> str:
    """What the purge has done."""
    if not done:
        return "Nothing is left to be done (scrapy withdraw -h shows how to withdraw something)."
    number = f": {plural(len(done), 'withdrawal')}" if resumed else ""
    return f"Purged from index, database and archive{number}."


def listed(rows: Sequence[Withdrawal]) -> list[str]:
    """``--list``: a withdrawal a line."""
    if not rows:
        return ["Nothing was withdrawn."]
    return [
        f"{row.id:>4}  {row.withdrawn_at}  {_named(Target(row.kind, row.value, row.site))}  "
        f"({plural(row.documents, 'document')}, {plural(row.pages, 'page')}; {_state(row)})  {one_line(row.reason)}"
        for row in rows
    ]


def lifted(number: int) -> str:
    """What lifting means."""
    return f"Withdrawal {number} is lifted: later crawls and ingests may bring it back. Nothing is restored."


def one_line(text: str) -> str:
    """Words of others as a line that tells a terminal nothing else."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def _named(target: Target) -> str:
    return one_line(f"{target.kind} {target.value}{f' on {target.site}' if target.site else ''}")


def _state(row: Withdrawal) -> str:
    if row.lifted_at:
        return f"lifted {row.lifted_at}"
    return "completed" if row.completed_at else "not completed: scrapy withdraw --resume"


def _document(each: Listed) -> str:
    return one_line(f"{each.id}  {each.url}  {each.title or '(no title)'}")


def _rows(head: str, rows: Iterable[str]) -> list[str]:
    found = list(rows)
    more = [f"  … and {len(found) - SHOWN:,} more"] if len(found) > SHOWN else []
    return [f"{head}:", *(f"  {row}" for row in found[:SHOWN]), *more] if found else []

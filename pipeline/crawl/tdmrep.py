"""/.well-known/tdmrep.json: which parts of a site are reserved from text and data mining (W3C TDMRep, 2024).

The file is asked for once per host, at the host's own pace. Most sites have none.
"""

from __future__ import annotations

import json
from typing import NamedTuple

PATH = "/.well-known/tdmrep.json"
# A file for people to write; more is not read.
MAX_BYTES, MAX_RULES = 100_000, 500


class Reservation(NamedTuple):
    """One rule: the paths it is for, whether rights are reserved (1 or 0), and where the policy stands."""

    location: str
    reserved: int
    policy: str | None

    def covers(self, path: str) -> bool:
        """As in robots.txt: a prefix, with ``*`` for anything and ``$`` for the end."""
        start, *rest = self.location.removesuffix("$").split("*")
        if not path.startswith(start):
            return False
        at = len(start)
        for part in rest:
            found = path.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        if not self.location.endswith("$"):
            return True
        # What stands after the last star has to be found again at the very end.
        return at == len(path) or (bool(rest) and path.endswith(rest[-1]))


def reservations(body: bytes) -> tuple[Reservation, ...]:
    """The rules of a file; none of what is no such file."""
    try:
        rules = json.loads(body[:MAX_BYTES])
    except (ValueError, RecursionError):
        return ()
    found = (_rule(rule) for rule in (rules[:MAX_RULES] if isinstance(rules, list) else ()))
    return tuple(rule for rule in found if rule)


def reservation_for(rules: tuple[Reservation, ...], path: str) -> dict[str, object]:
    """What the rules say of a path with its query. Of several that match, one that reserves counts."""
    found = [rule for rule in rules if rule.covers(path)]
    if not found:
        return {}
    rule = max(found, key=lambda rule: rule.reserved)
    return {"tdm_reservation": rule.reserved} | ({"tdm_policy": rule.policy} if rule.policy else {})


def _rule(rule: object) -> Reservation | None:
    if not isinstance(rule, dict) or not isinstance(location := rule.get("location"), str):
        return None
    reserved, policy = str(rule.get("tdm-reservation")), rule.get("tdm-policy")
    if reserved not in ("0", "1"):
        return None
    return Reservation(location, int(reserved), policy if isinstance(policy, str) else None)

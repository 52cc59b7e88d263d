"""Retry-After (RFC 9110, 10.2.3): seconds or a date."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds from ``now`` on, at least 0; None when the header is absent or says nothing that can be read."""
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        # A number of any length is one; beyond a float's range it is simply never.
        return float(value) if len(value) < 300 else math.inf
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, IndexError, OverflowError):
        return None
    # RFC 5322 writes an unknown zone as -0000, which gives no zone; HTTP's dates are all UTC.
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())

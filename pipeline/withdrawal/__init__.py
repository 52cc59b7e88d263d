"""Withdrawal: a document, a site or an uploader taken out of the corpus for good, down to the bytes.

First one transaction that takes it out and refuses it from now on (``carry_out``), then the purge of what is left in the
index and in the files (``purge``), which a kill interrupts and any later command finishes. docs/withdrawing.md.
"""

from pipeline.withdrawal.carrying_out import carry_out, lift
from pipeline.withdrawal.plan import Plan, plan
from pipeline.withdrawal.purge import finish, purge

__all__ = ["Plan", "carry_out", "finish", "lift", "plan", "purge"]

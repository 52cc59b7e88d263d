"""For plain Datasette: ``datasette datasets/speeches.db --plugins-dir pipeline/browse/plugins``."""

import sys
from pathlib import Path

from datasette.plugins import pm

_CHECKOUT = Path(__file__).resolve().parents[3]
if str(_CHECKOUT) not in sys.path:
    sys.path.insert(0, str(_CHECKOUT))

import pipeline.browse  # noqa: E402 (Datasette does not start in the checkout)

if not pm.is_registered(pipeline.browse):
    pm.register(pipeline.browse)

"""What a run may look like: the limits that its monitors hold it to, each with its reason."""

from __future__ import annotations

FEWEST_PAGES = 20
"""Shares of fewer pages say nothing; ``-a limit=5`` is a look at a site, not a harvest."""

FEWEST_RECORDS = 10
"""Nor do shares of fewer documents."""

FEWEST_LISTINGS = 5
"""Listings may be empty, or name only other listings; when so many that are new or have changed name no
document, their links are written otherwise now. Front pages do not count: many lead to categories alone."""

LEAST_DOCUMENTS, LESS_THAN_USUAL = 0.2, 0.5
"""Share of documents among pages that are no listings: of a declared site without a history; of the usual."""

MOST_REJECTED, MORE_REJECTED = 0.5, 0.2
"""Share of rejects and errors: of a declared site without a history; above the usual."""

MOST_BLOCKED, MORE_BLOCKED = 0.2, 0.1
"""Share of walls: of any site; above the usual. At half of the pages a run ends as refused."""

LEAST_OF_FAMILY, LESS_OF_FAMILY = 0.5, 0.3
"""Share of documents that the declared family's selectors found: without a history; below the usual."""

LEAST_TITLED, LEAST_WITH_TEXT = 0.8, 0.5
"""Share of documents with a title, and with a text unless the site never serves any."""

LESS_FILLED = 0.3
"""How far a column may fall below the usual share of documents that have it."""

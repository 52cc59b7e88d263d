"""From bytes on a document-sharing site to records in SQLite; docs/pipeline.md is the map."""

import os

# Pages are refined in many processes at once; threads of the linear algebra library within each would only wait
# for one another. It reads this when it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

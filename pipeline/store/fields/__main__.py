"""``python -m pipeline.store.fields``: write docs/fields.md anew."""

from pipeline.store.fields import PAGE, markdown

PAGE.write_text(markdown(), encoding="utf-8")

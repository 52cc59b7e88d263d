"""The corpus as people meet it: a Datasette plugin with pages for reading, searching and checking.

Datasette takes its templates and static files from beside this module, and its hooks from in it.
"""

from pipeline.browse.hooks import (
    asgi_wrapper,
    canned_queries,
    extra_template_vars,
    get_metadata,
    handle_exception,
    permission_allowed,
    prepare_connection,
    prepare_jinja2_environment,
    register_routes,
    render_cell,
    startup,
)

__all__ = [
    "asgi_wrapper",
    "canned_queries",
    "extra_template_vars",
    "get_metadata",
    "handle_exception",
    "permission_allowed",
    "prepare_connection",
    "prepare_jinja2_environment",
    "register_routes",
    "render_cell",
    "startup",
]

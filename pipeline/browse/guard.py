"""Who is answered, and what every answer carries: no script but ours, nothing from elsewhere, no robots; and the
chosen language.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Mapping, MutableMapping
from typing import Any, Final

from pipeline.browse.words import COOKIE, asked_language

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self';"
    " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[bytes, bytes]] = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-robots-tag": b"noindex, nofollow, noarchive, noai",
    b"x-dns-prefetch-control": b"off",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
ROBOTS: Final = "User-agent: *\nDisallow: /\n"
LOOPBACK_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
READING: Final = ("GET", "HEAD")
_YEAR_SECONDS = 365 * 24 * 3600

Scope = Mapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def guarded(app: App, pages: Collection[re.Pattern[str]] = (), base: str = "/") -> App:
    """The application with our headers on every answer; one that a page has set itself stays.

    ``pages`` are the paths below ``base`` that are only read: any other method is refused with 405.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        asked = asked_language(scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                known = {name.lower() for name, _ in headers}
                headers += [(name, value) for name, value in HEADERS.items() if name not in known]
                headers.append((b"vary", b"accept-language, cookie"))
                if asked:
                    cookie = f"{COOKIE}={asked}; Path=/; Max-Age={_YEAR_SECONDS}; SameSite=Lax; HttpOnly"
                    headers.append((b"set-cookie", cookie.encode()))
                message = {**message, "headers": headers}
            await send(message)

        path = "/" + scope["path"].removeprefix(base).removeprefix("/")
        if scope["method"] not in READING and any(page.match(path) for page in pages):
            line = f"{scope['method']} is not possible here: pages are only read"
            await _refuse(send_guarded, 405, line, (b"allow", ", ".join(READING).encode()))
            return
        await app(scope, receive, send_guarded)

    return answer


def named(app: App, hosts: Collection[str]) -> App:
    """The application for those who ask for it by one of these names, without port; others are refused with 421.

    A page on the web can let a name of its own point to this machine, and would read what it is answered.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            asked = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
            if re.sub(r":\d*$", "", asked) not in hosts:
                await _refuse(send, 421, f"this is not the host asked for; it is {', '.join(sorted(hosts))}")
                return
        await app(scope, receive, send)

    return answer


async def _refuse(send: Send, status: int, line: str, *headers: tuple[bytes, bytes]) -> None:
    kind = (b"content-type", b"text/plain; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind, *headers]})
    await send({"type": "http.response.body", "body": f"{line}\n".encode()})

"""What one robots.txt says (RFC 9309): what is closed to us, the pace it asks for, and its words about AI.

Protego reads the groups and rules; the rest of the lines that bear on rights are read here.
"""

from __future__ import annotations

from collections.abc import Iterator

from protego import Protego

# "Crawlers MUST be able to process at least 500 kibibytes" (2.5); what comes after is not read.
MAX_BYTES = 500 << 10
# Longer waits are asked for by sites that want no crawler at all, and a run would never end.
MAX_CRAWL_DELAY = 60.0
# Names that their owners give for use in robots.txt, of crawlers and of tokens that only grant or deny AI use;
# the list that sites copy is kept at github.com/ai-robots-txt/ai.robots.txt.
AI_AGENTS = (
    *("AI2Bot", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ChatGPT-User"),
    *("Claude-SearchBot", "Claude-User", "Claude-Web", "ClaudeBot", "cohere-ai", "Diffbot", "DuckAssistBot"),
    *("FacebookBot", "Google-CloudVertexBot", "Google-Extended", "GPTBot", "ImagesiftBot", "Kangaroo Bot"),
    *("Meta-ExternalAgent", "Meta-ExternalFetcher", "OAI-SearchBot", "omgili", "omgilibot", "PanguBot"),
    *("Perplexity-User", "PerplexityBot", "Timpibot", "webzio-extended", "YouBot"),
)
AGENT_FIELDS = ("user-agent", "useragent", "user agent")
SIGNAL_FIELD = "content-signal"


class RobotsRules:
    """The rules of one file for ``agent``. An empty file has none."""

    def __init__(self, body: bytes, agent: str) -> None:
        text = body[:MAX_BYTES].decode("utf-8-sig", "ignore")
        self._rules = Protego.parse(text)
        self._agent = agent
        lines = list(_lines(text))
        named = {value.lower() for field, value in lines if field in AGENT_FIELDS}
        self._ai_agents = [agent for agent in AI_AGENTS if agent.lower() in named]
        self._signals = _signals(lines, agent.lower())

    def allow(self, url: str) -> bool:
        """Whether we may ask for ``url``."""
        return self._rules.can_fetch(url, self._agent)

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the file asks for, as far as we go along; 0 when it asks for nothing."""
        return min(self._rules.crawl_delay(self._agent) or 0.0, MAX_CRAWL_DELAY)

    def note(self, url: str) -> dict[str, object]:
        """What the file says of ``url``: for us, for crawlers of AI companies, and of uses."""
        words = {True: "allowed", False: "disallowed"}
        found: dict[str, object] = {"robots": words[self.allow(url)]}
        if agents := {agent: words[self._rules.can_fetch(url, agent)] for agent in self._ai_agents}:
            found["ai_robots"] = agents
        if self._signals:
            found["content_signal"] = self._signals
        return found


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        field, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield field.strip().lower(), value.strip()


def _signals(lines: list[tuple[str, str]], agent: str) -> dict[str, str]:
    """``Content-Signal: search=yes, ai-train=no`` (contentsignals.org) of our group, else of all others'.

    A line outside any group speaks to everybody.
    """
    found: dict[str, dict[str, str]] = {"*": {}, agent: {}}
    group, in_agents = {"*"}, False
    for field, value in lines:
        if field in AGENT_FIELDS:
            group = (group if in_agents else set()) | {value.lower()}
        elif field == SIGNAL_FIELD:
            for name in group & found.keys():
                found[name].update(_pairs(value))
        in_agents = field in AGENT_FIELDS
    return found[agent] or found["*"]


def _pairs(value: str) -> Iterator[tuple[str, str]]:
    for part in value.split(","):
        name, equals, answer = part.partition("=")
        if equals:
            yield name.strip().lower(), answer.strip().lower()

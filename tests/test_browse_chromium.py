"""The app in a real browser: what a person does, at a desk and on a phone, and a document that means harm."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipeline.browse.serving import application, listening
from tests.browsed import LINES, TEXT, Browsed, browsed
from tests.conftest import CHROMIUM

pytestmark = pytest.mark.chromium

SWITCHES = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
    " --no-first-run --disable-dev-shm-usage"
).split()
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Browsed:
    return browsed(tmp_path_factory.mktemp("browsed"))


@pytest.fixture(scope="module")
def address(corpus: Browsed) -> Iterator[str]:
    """The app on a loopback port, in a thread of its own."""
    datasette = application(corpus.database, corpus.archive)
    bound = listening("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    bound.close()
    for database in datasette.databases.values():
        database.close()
    datasette.executor.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a new visitor, who speaks English at a desk unless the test says otherwise. Nothing may go wrong in it."""
    given: dict[str, Any] = {"viewport": DESK, "locale": "en-GB"} | getattr(request, "param", {})
    context = browser.new_context(base_url=address, **given)
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "console",
        lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request", lambda sent: None if sent.url.startswith(address) else wrong.append(f"asked {sent.url}")
    )
    yield page
    context.close()
    assert wrong == []


on_a_phone = pytest.mark.parametrize("tab", [{"viewport": PHONE, "locale": "zh-CN"}], indirect=True)


def is_as_wide_as_the_screen(tab: Page) -> bool:
    return bool(tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_home_leads_to_a_document_of_a_year(tab: Page) -> None:
    tab.goto("/")
    expect(tab.get_by_role("heading", name="When it was said")).to_be_visible()
    expect(tab.locator(".figures")).to_contain_text("documents")
    # The bar, not only the word beside it.
    tab.get_by_role("link", name="address 3", exact=True).locator("svg").click()
    tab.get_by_role("link", name="2021").click()
    tab.locator(".results").get_by_role("link").first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(LINES[0])


def test_a_two_character_word_is_found(tab: Page) -> None:
    tab.goto("/")
    tab.get_by_role("searchbox").fill("大桥")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("status")).to_contain_text("3 documents")
    expect(tab.locator("mark").first).to_have_text("大桥")


def test_the_outline_jumps(tab: Page, corpus: Browsed) -> None:
    tab.set_viewport_size({"width": 1280, "height": 420})
    tab.goto(f"/document/{corpus.bridge}")
    heading = tab.get_by_role("heading", name=LINES[4])
    expect(heading).not_to_be_in_viewport()
    tab.get_by_role("navigation", name="Outline").get_by_role("link", name=LINES[4]).click()
    expect(heading).to_be_in_viewport()


def test_the_switch_shows_what_was_removed(tab: Page, corpus: Browsed) -> None:
    tab.goto(f"/document/{corpus.bridge}")
    expect(tab.get_by_text("下载全文请登录")).to_have_count(0)
    tab.get_by_role("button", name="Show what was removed (4)").click()
    expect(tab.locator("del", has_text="下载全文请登录")).to_be_visible()
    expect(tab.locator(".text .rule", has_text="injected-link")).to_be_visible()
    tab.get_by_role("button", name="Hide what was removed").click()
    expect(tab.locator(".text")).not_to_contain_text("下载全文请登录")


def test_a_copy_is_compared(tab: Page, corpus: Browsed) -> None:
    tab.goto(f"/document/{corpus.bridge}")
    tab.get_by_role("link", name="compare", exact=True).first.click()
    expect(tab.locator("td ins").first).to_have_text("四")
    expect(tab.locator("td del").last).to_have_text("像爱护自家的门槛一样")


def test_a_facet_narrows_the_table(tab: Page) -> None:
    tab.goto("/corpus/documents_brief")
    tab.locator('[data-column="genre"]').get_by_role("link", name="address").click()
    expect(tab.get_by_role("status")).to_contain_text("3 rows")
    expect(tab.locator("tbody tr")).to_have_count(3)


def test_the_keyboard_reaches_the_text_and_the_citation(tab: Page, corpus: Browsed) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"/document/{corpus.bridge}")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="To the text")).to_be_focused()
    expect(tab.get_by_role("link", name="To the text")).to_be_in_viewport()
    tab.get_by_role("button", name="Copy").first.press("Enter")
    expect(tab.get_by_role("button", name="Copied")).to_be_visible()
    assert corpus.bridge in tab.evaluate("navigator.clipboard.readText()")


def test_the_language_is_switched_and_stays(tab: Page) -> None:
    tab.goto("/search?genre=address")
    tab.get_by_role("link", name="中文").click()
    expect(tab.get_by_role("status")).to_contain_text("3 篇文献")
    tab.goto("/")
    expect(tab.get_by_role("heading", name="最新收录")).to_be_visible()


@on_a_phone
def test_every_page_fits_a_phone(tab: Page, corpus: Browsed) -> None:
    here = f"/document/{corpus.bridge}"
    for path in (
        *(
            "/",
            "/search?q=大桥",
            here,
            f"{here}?removed=1",
            f"{here}/beside/{corpus.copy}",
            f"/page/{corpus.page}",
        ),
        *(
            "/corpus",
            "/corpus/documents_brief",
            "/corpus/what_rules_remove",
            f"/corpus/documents/{corpus.bridge}",
        ),
    ):
        tab.goto(path)
        assert is_as_wide_as_the_screen(tab), path
    tab.goto(here)
    expect(tab.get_by_text("目录")).to_be_visible()
    assert tab.locator(".text p").first.evaluate("line => parseFloat(getComputedStyle(line).fontSize)") >= 16


@pytest.mark.parametrize("tab", [{"color_scheme": "dark", "java_script_enabled": False}], indirect=True)
def test_in_the_dark_and_without_scripts_it_can_be_read(tab: Page, corpus: Browsed) -> None:
    tab.goto(f"/document/{corpus.bridge}")
    expect(tab.locator(".text")).to_contain_text(TEXT.split("\n")[3])
    tab.get_by_role("button", name="Show what was removed").click()
    expect(tab.locator("del").first).to_be_visible()


def test_a_hostile_document_does_nothing(browser: Browser, address: str, corpus: Browsed) -> None:
    context = browser.new_context(base_url=address, viewport=DESK)
    page = context.new_page()
    elsewhere: list[str] = []
    page.on("request", lambda sent: None if sent.url.startswith(address) else elsewhere.append(sent.url))
    page.on("dialog", lambda dialog: elsewhere.append(dialog.message))
    for path in (
        *(f"/document/{corpus.hostile}?removed=1", f"/document/{corpus.hostile}/beside/{corpus.bridge}"),
        *("/search?site=evil.example", "/corpus/documents_brief?site=evil.example", "/"),
        *(f"/corpus/documents/{corpus.hostile}", f"/search?q={'<script>hacked</script>'}"),
        f"/page/{corpus.page}",
    ):
        page.goto(path, wait_until="load")
        assert page.evaluate("window.hacked") is None, path
        assert page.locator('a[href^="javascript"]').count() == 0, path
        assert page.locator("main script, main img").count() == 0, path
    # The page as it was archived: sealed, whatever is clicked in it.
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text(LINES[3])).to_be_visible()
    frame.get_by_text("按这里").click()
    assert page.evaluate("window.hacked") is None
    assert page.url.endswith(f"/page/{corpus.page}")
    # Reached without its frame, it is sealed by its own headers.
    page.goto(f"/page/{corpus.page}/html")
    assert page.evaluate("window.hacked") is None
    assert elsewhere == []
    page.goto(f"/document/{corpus.hostile}")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("RLO")
    assert page.locator("h1 bdi").count() == 1
    context.close()

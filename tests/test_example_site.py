import http.client
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from difflib import SequenceMatcher
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from pipeline.errors import InputError
from pipeline.example_site import shapes
from pipeline.example_site.catalogue import HAZARDS, catalogue
from pipeline.example_site.listings import PAGE_SIZE
from pipeline.example_site.pages import MEMBERS_ONLY, respond
from pipeline.example_site.serving import CHECKOUT, serving, spawned
from pipeline.example_site.sites import SITES
from pipeline.example_site.texts import all_texts, parse

ENTRIES = catalogue()
DOCUMENTS = [entry for entry in ENTRIES if entry.outcome == "document"]


def of(hazard):
    return [entry for entry in ENTRIES if entry.hazard == hazard]


def body_of(entry):
    return respond(entry.site, entry.path, {}).body


def get(url, headers=None, method="GET"):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    try:
        connection.request(method, parts._replace(scheme="", netloc="").geturl(), headers=headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def sites():
    with serving() as up:
        yield up


def test_there_are_enough_varied_texts():
    texts = all_texts().values()
    assert sum(text.language == "zh" for text in texts) >= 24
    assert sum(text.language == "en" for text in texts) == 2
    assert {text.genre for text in texts} >= {"speech", "address", "remarks", "report", "essay"}
    lengths = sorted(text.char_count for text in texts)
    assert lengths[0] >= 150
    assert lengths[-1] <= 4000
    assert sum(length < 300 for length in lengths) >= 4
    assert sum(500 <= length <= 1500 for length in lengths) >= 12
    assert sum(length > 2000 for length in lengths) >= 3


def test_no_two_texts_share_a_run_of_twenty_characters():
    owners = {}
    for text in all_texts().values():
        # In English twenty letters are three words, so a run is measured in words there.
        words = re.findall(r"\w+", " ".join(text.paragraphs)) if text.language == "en" else None
        units = words or [*"".join("".join(text.paragraphs).split())]
        size = 8 if words else 20
        for start in range(len(units) - size + 1):
            run = tuple(units[start : start + size])
            assert owners.setdefault(run, text.key) == text.key, "".join(run)


def test_a_text_file_without_a_field_or_with_a_wrong_genre_is_one_clear_line():
    with pytest.raises(InputError, match=r"texts/a\.txt: the line 'genre: …' is missing"):
        parse("a", "title: 题\nlanguage: zh\n\n正文")
    with pytest.raises(InputError, match="genre is 'poem'; use one of speech, "):
        parse("a", "title: 题\ngenre: poem\nlanguage: zh\n\n正文")


def test_the_catalogue_has_every_hazard_on_a_hundred_pages_or_more():
    assert len([entry for entry in DOCUMENTS if entry.text]) >= 90
    assert len(ENTRIES) >= 100
    assert {entry.hazard for entry in ENTRIES} == set(HAZARDS)
    assert {entry.site for entry in ENTRIES} == set(SITES)
    assert {entry.text_key for entry in ENTRIES} == set(all_texts())
    assert len({(entry.site, entry.path) for entry in ENTRIES}) == len(ENTRIES)


def test_expected_values_agree_with_the_text():
    for entry in DOCUMENTS:
        whole = "".join(all_texts()[entry.text_key].paragraphs)
        if entry.text_state == "none":
            assert entry.text is None
        elif entry.text_state == "preview":
            shown = "".join(entry.paragraphs)
            assert whole.startswith(shown)
            assert 0 < len(shown) < len(whole)
        elif entry.hazard != "near_duplicate":
            assert entry.text == "\n".join(all_texts()[entry.text_key].paragraphs)
        if entry.speaker and entry.text:
            assert entry.speaker in entry.text


def test_exact_duplicates_stand_in_different_skins():
    copies = Counter(entry.text for entry in DOCUMENTS if entry.text)
    places = {(entry.text, entry.site) for entry in DOCUMENTS}
    assert sum(number > 1 for number in copies.values()) >= 10
    assert sum(all((text, site) in places for site in SITES) for text in copies) >= 5


@pytest.mark.parametrize("entry", of("near_duplicate"), ids=lambda entry: f"{entry.site}-{entry.text_key}")
def test_a_near_duplicate_is_near_but_not_equal(entry):
    original = "\n".join(all_texts()[entry.text_key].paragraphs)
    assert entry.text != original
    assert 0.85 < SequenceMatcher(None, entry.text, original, autojunk=False).ratio() < 1
    assert entry.paragraphs[0].startswith("（")


sentences = st.text(alphabet="春江潮水连海平，。", min_size=1, max_size=400)


@given(st.lists(sentences, min_size=1, max_size=5), st.integers(20, 300))
def test_page_glue_adds_nothing_but_marks_between_two_hanzi(paragraphs, every):
    served = shapes.glue(paragraphs, every)
    rest, number = "".join(served), 1
    while (mark := f"{number}、") in rest:
        before, _, rest = rest.partition(mark)
        assert number == 1 or re.search(r"[一-鿿]$", before)
        assert re.match(r"[一-鿿]", rest) or number == 1
        number += 1
    assert re.sub(r"\d+、", "", "".join(served)) == "".join(paragraphs)


@given(st.lists(sentences, min_size=1, max_size=5), st.integers(1, 2000))
def test_a_cut_text_is_a_beginning_of_the_whole(paragraphs, chars):
    assert "".join(paragraphs).startswith("".join(shapes.cut(paragraphs, chars)))


def test_glued_pages_have_a_long_enough_run_of_numbers():
    for entry in of("glued") + of("glued_flat"):
        starts = [paragraph[:2] for paragraph in entry.served]
        assert {"1、", "2、", "3、"} <= set(starts), entry.path


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.site}{entry.path}")
def test_every_page_is_served_as_the_catalogue_says(sites, entry):
    status, headers, body = get(sites.url(entry))
    assert status == entry.status
    assert headers["Content-Type"] == f"text/html; charset={entry.declared_charset}"
    assert int(headers["Content-Length"]) == len(body)
    assert headers["Date"]
    if entry.outcome == "redirect":
        assert headers["Location"] == entry.target
        assert (entry.site, entry.target) in {(e.site, e.path) for e in DOCUMENTS}
    page = lxml.html.document_fromstring(body.decode(entry.encoding)).text_content()
    places = [page.find(paragraph) for paragraph in entry.served if entry.text]
    assert -1 not in places
    assert (entry.title in page) == (entry.outcome in ("document", "rejected", "closed"))


def test_the_prompts_of_the_wenku_reader_stand_before_the_text():
    entry = next(entry for entry in of("flattened") if entry.site == "wenku")
    page = lxml.html.document_fromstring(body_of(entry)).text_content()
    text = page.index(entry.served[0])
    assert page.index("阅读已结束,您可以下载文档离线阅读编辑") < page.index("资源描述") < text
    assert text < page.index(f"1 / {entry.pages_total}") < page.index("保存成功")


def test_previews_say_how_much_they_show():
    renren = [entry for entry in of("preview") if entry.site == "renren"]
    for entry in renren:
        left = entry.pages_total - entry.pages_shown
        assert left > 0
        assert f"已阅读{entry.pages_shown}页,还剩{left}页未读" in body_of(entry).decode()
    counted = [entry for entry in of("preview") if entry.chars_total]
    for entry in counted:
        words = f"【全文共{entry.chars_total}字，当前显示{entry.chars_shown}字】"
        assert words in body_of(entry).decode()
        assert entry.chars_shown < entry.chars_total
    assert len(renren) >= 3
    assert len(counted) >= 3
    assert any("试读结束" in body_of(entry).decode() for entry in of("preview") if entry.skin == "dots")


def test_gbk_pages_are_really_gbk_and_gb2312_could_not_hold_them():
    for entry in of("gbk"):
        body = body_of(entry)
        assert "charset=gb2312" in body.decode("gbk").replace('"', "")
        with pytest.raises(UnicodeDecodeError):
            body.decode("utf-8")
        with pytest.raises(UnicodeDecodeError):
            body.decode("gb2312")
        assert entry.paragraphs[-2] in body.decode("gbk")


def test_mislabelled_pages_are_utf8_and_say_gb2312():
    for entry in of("mislabelled"):
        page = body_of(entry).decode("utf-8")
        assert "charset=gb2312" in page.replace('"', "")
        assert entry.paragraphs[-1] in page


def test_a_garbled_page_repeats_one_run_and_a_canvas_page_has_no_text():
    for entry in of("garbled"):
        assert body_of(entry).decode().count(shapes.RARE_RUN) > 50
    for entry in of("canvas"):
        page = body_of(entry).decode()
        assert "<canvas" in page
        assert all(p not in page for p in all_texts()[entry.text_key].paragraphs if len(p) > 40)


def test_an_unchanged_page_answers_304_and_a_notice_never_does(sites):
    entry = DOCUMENTS[0]
    status, headers, body = get(sites.url(entry))
    assert (status, body != b"") == (200, True)
    for validator in (
        {"If-None-Match": headers["ETag"]},
        {"If-None-Match": f'"other", {headers["ETag"]}'},
        {"If-Modified-Since": headers["Last-Modified"]},
    ):
        status, again, body = get(sites.url(entry), validator)
        assert (status, again["ETag"], body) == (304, headers["ETag"], b"")
    stale = {"If-None-Match": '"other"', "If-Modified-Since": headers["Last-Modified"]}
    assert get(sites.url(entry), stale)[0] == 200
    for hazard in ("missing", "broken", "redirect"):
        assert get(sites.url(of(hazard)[0]))[1]["ETag"] is None


def test_rendering_twice_gives_the_same_bytes():
    with spawned((0, 0, 0)) as other:
        for entry in DOCUMENTS[::10]:
            assert get(other.url(entry))[2] == body_of(entry)


def test_head_has_the_length_and_no_body_and_a_connection_serves_many_requests(sites):
    entry = DOCUMENTS[0]
    length = len(body_of(entry))
    connection = http.client.HTTPConnection(urlsplit(sites.url(entry)).netloc, timeout=60)
    for method, size in (("HEAD", 0), ("GET", length), ("HEAD", 0)):
        connection.request(method, entry.path)
        response = connection.getresponse()
        assert (int(response.headers["Content-Length"]), len(response.read())) == (length, size)
        assert not response.will_close
    connection.close()


def test_robots_txt_closes_an_area_and_sets_a_pace(sites):
    for base in sites.urls.values():
        robots = Protego.parse(get(urljoin(base, "/robots.txt"))[2].decode())
        assert robots.crawl_delay("any") == 0.05
        assert robots.can_fetch(urljoin(base, "/c-1.html"), "any")
        for closed in ("/private/p-9001.html", "/download/1001", "/login", "/search.html?q=1"):
            assert not robots.can_fetch(urljoin(base, closed), "any")


@pytest.mark.parametrize("site", SITES)
def test_categories_and_pagers_reach_every_document_without_the_closed_area(site):
    seen, queue, closed = {"/"}, ["/"], set()
    while queue:
        path = queue.pop()
        page = lxml.html.document_fromstring(respond(site, path, {}).body)
        if path != "/" and not page.xpath("//*[@id='AspNetPager1' or @id='Pager' or @id='pages']"):
            continue
        links = {href for href in page.xpath("//a/@href") if href.startswith("/")}
        aside = {link for link in links if link.startswith(MEMBERS_ONLY)}
        closed |= aside
        queue += links - aside - seen
        seen |= links - aside
    assert seen >= {e.path for e in ENTRIES if e.site == site and e.outcome != "closed"}
    assert closed >= {e.path for e in ENTRIES if e.site == site and e.outcome == "closed"}
    assert all(any(link.startswith(area) for link in closed) for area in ("/login", "/download", "/search"))


def test_a_listing_holds_a_dozen_documents_and_a_pager():
    page = respond("wenku", "/c-1-2.html", {}).body.decode()
    assert len(set(re.findall(r'class="t" href="(/p-\d+\.html)"', page))) == PAGE_SIZE
    assert '<a href="/c-1.html">上一页</a>' in page
    assert '<a href="/c-1-3.html">下一页</a>' in page
    assert '<span class="cpb current">2</span>' in page


def test_requests_are_logged_and_hits_in_the_closed_area_stand_out():
    with serving() as up:
        get(urljoin(up.urls["renren"], "/c-1.html?page=2"), {"User-Agent": "polite/1"})
        assert up.closed_hits() == []
        get(urljoin(up.urls["teaser"], "/private/9001.html"), {"User-Agent": "rude/1"})
        first, second = up.requests()
        assert (first.path, first.user_agent) == ("/c-1.html?page=2", "polite/1")
        assert first.host == urlsplit(up.urls["renren"]).netloc
        assert first.time <= second.time
        assert up.closed_hits() == [second]


def test_what_is_not_there_is_404_and_member_pages_ask_for_a_login():
    assert respond("wenku", "/nothing", {}).status == 404
    page = respond("renren", "/download/2001", {})
    assert page.status == 200
    assert "请登录后继续" in page.body.decode()


def test_a_busy_port_is_one_clear_line():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        line = f"port {port} for the example site 'renren' is in use: stop what holds it"
        with pytest.raises(InputError, match=line), serving((0, port, 0)):
            pass
        with pytest.raises(InputError, match=line), spawned((0, port, 0)):
            pass
        done = run_module("--ports", f"0,{port},0")
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.startswith(line)
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--ports", "1,2"), "'1,2' is not three port numbers, such as 8771,8772,8773"),
        (("--ports", "1,2,x"), "'1,2,x' is not three port numbers"),
        (("--ports", "70000,0,0"), "'70000,0,0' is not three port numbers"),
        (("--ports", "8791,8792,8791"), "'8791,8792,8791' names port 8791 more than once"),
        (("--log", "/nowhere/log"), "the request log /nowhere/log cannot be written"),
    ],
)
def test_wrong_usage_ends_with_2(arguments, complaint):
    done = run_module(*arguments)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_child_process_serves_logs_and_ends_with_its_block():
    with spawned((0, 0, 0)) as up:
        assert list(up.urls) == list(SITES)
        assert get(urljoin(up.urls["wenku"], "/robots.txt"))[0] == 200
        assert [request.path for request in up.requests()] == ["/robots.txt"]
    with pytest.raises(ConnectionRefusedError):
        get(up.urls["wenku"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_says_when_it_is_ready_and_stops_cleanly_on_a_signal(number):
    with start_module() as child:
        lines = [child.stdout.readline() for _ in SITES]
        child.send_signal(number)
        assert child.stdout.read() == ""
        assert child.stderr.read() == ""
        assert child.wait() == 0
    assert [line.split()[0] for line in lines] == list(SITES)
    assert all(re.fullmatch(r"\w+ http://127\.0\.0\.1:\d+/\n", line) for line in lines)


def test_the_process_does_not_outlive_a_parent_that_goes_away():
    with start_module("--with-parent") as child:
        for _ in SITES:
            child.stdout.readline()
        child.stdin.close()
        assert child.wait() == 0


def run_module(*arguments):
    command = [sys.executable, "-m", "pipeline.example_site", *arguments]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)


def start_module(*arguments):
    command = [sys.executable, "-m", "pipeline.example_site", "--ports", "0,0,0", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

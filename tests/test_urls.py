import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.urls import canonical_url, site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://m.777doc.com/p-1.html", "777doc.com"),
        ("http://www.777doc.com/", "777doc.com"),
        ("http://www.m.777doc.com/", "777doc.com"),
        ("https://WAP.Example.COM./", "example.com"),
        ("https://news.example.com/", "news.example.com"),
        ("https://max.example.com/", "max.example.com"),
        ("https://www.gov.cn/", "www.gov.cn"),
        ("https://m.com.cn/", "m.com.cn"),
        ("https://www.com/", "www.com"),
        ("http://m.example.com:80/", "example.com"),
        ("https://m.example.com:443/", "example.com"),
        ("http://127.0.0.1:8000/p-1.html", "127.0.0.1:8000"),
        ("http://[::1]:8000/", "[::1]:8000"),
        ("https://reader:secret@example.com/", "example.com"),
        ("https://例子.com/", "xn--fsqu00a.com"),
        ("https://xn--fsqu00a.com/", "xn--fsqu00a.com"),
    ],
)
def test_a_site_is_a_host_without_its_twin_prefix(url, site):
    assert site_of(url) == site


@pytest.mark.parametrize(
    "url",
    [
        "",
        "p-1.html",
        "file:///home/page.html",
        "//example.com/",
        "http://",
        "http:///p",
        "http://[::1",
        "ftp://a.b/",
        "http://a b.com/",
        "http://x..com/",
        "http://\\evil.com/",
        "http://\ud800.com/",
        "http://example.com:port/",
        "http://example.com:99999/",
        "data:text/html,x",
        "http://℀.com/",
    ],
)
def test_what_is_no_web_address_is_local_and_stays_as_it_is(url):
    assert site_of(url) == "local"
    assert canonical_url(url) == url


@pytest.mark.parametrize(
    "twin",
    [
        "http://m.777doc.com/p-1.html",
        "https://777doc.com/p-1.html",
        "HTTPS://WWW.777DOC.COM:443/p-1.html#page2",
        "http://m.777doc.com:80/p-1.html",
    ],
)
def test_twins_share_the_canonical_url(twin):
    assert canonical_url(twin) == "https://777doc.com/p-1.html"


def test_a_query_is_sorted_and_an_empty_path_is_a_slash():
    assert canonical_url("http://www.example.com?b=2&a=1") == "https://example.com/?a=1&b=2"


@pytest.mark.parametrize(
    "visit",
    [
        "/view.php?id=7&PHPSESSID=0123456789abcdef0123456789",
        "/view.php;jsessionid=A1B2C3.node1?id=7",
        "/view.php?JSESSIONID=x&id=7&utm_source=feed&utm_medium=rss",
        "/view.php?sid=5f3a9b2c1d0e4f5a6b7c&id=7",
        "/view.php?id=7&sessionid=&session_id",
    ],
)
def test_session_ids_name_the_visit_and_not_the_page(visit):
    assert canonical_url(f"http://example.com{visit}") == "https://example.com/view.php?id=7"


@pytest.mark.parametrize("query", ["sid=7", "sid=12345678", "id=utm_source", "aid=PHPSESSID", "usid=7"])
def test_numbers_that_may_name_a_page_stay(query):
    assert canonical_url(f"https://example.com/v?{query}") == f"https://example.com/v?{query}"


def test_a_server_on_a_port_of_its_own_keeps_its_scheme():
    assert canonical_url("http://127.0.0.1:8000/p-1.html#top") == "http://127.0.0.1:8000/p-1.html"
    assert canonical_url("http://[::1]/p") == "http://[::1]/p"


HOSTILE = st.text(st.characters(codec=None), max_size=40)


@given(
    st.sampled_from(["", "http://", "https://m.", "http://[", "https://www.x.com/", "http://x.com:"]), HOSTILE
)
@example("http://", "\ud800.com/\ud800")
@example("https://www.x.com/", "%\ud800")
@example("http://", "a" * 300)
@example("https://www.x.com/", ";jsess;jsessionid=a;jsessionid=b?sid&&utm_x")
@example("https://www.x.com/", "?&PHPSESSID=1&")
def test_no_string_makes_them_raise_and_canonical_is_final(start, rest):
    url = canonical_url(start + rest)
    assert canonical_url(url) == url
    assert site_of(url) == site_of(start + rest)


HOSTS = st.sampled_from(
    ["m.777doc.com", "www.gov.cn", "a..b", "a.", "-x.com", "1.2.3.4", f"{'a' * 70}.com", "wap.x.org"]
)


@given(st.sampled_from(["http", "https"]), HOSTS, st.text("ab/._~-1Z", max_size=9))
def test_plain_addresses_are_folded_like_any_other(scheme: str, host: str, path: str) -> None:
    # An empty fragment keeps an address off the short cut and is folded away.
    url = f"{scheme}://{host}/{path}"
    assert canonical_url(url) == canonical_url(f"{url}#").removesuffix("#")

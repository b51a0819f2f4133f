import gzip
import socket
import zlib

import pytest
import requests

from portalwatch.sample.faults import BOMB_BYTES, HUGE_BYTES


@pytest.mark.parametrize("status", ["500", "503", "404"])
def test_a_broken_section_answers_with_that_status_and_its_articles_do_not(status, portal, get):
    portal.break_("hot", status)

    assert get("/hot/").status_code == get("/hot/index_2.html").status_code == int(status)
    assert get(portal.articles("hot")[0].path).status_code == get("/news/").status_code == 200


def test_a_path_breaks_all_below_it(portal, get):
    portal.break_("/hot/", "500")

    assert get("/hot/").status_code == get(portal.articles("hot")[0].path).status_code == 500
    assert get("/").status_code == 200


def test_one_article_can_be_broken_even_when_all_else_is(portal, get):
    broken, other = portal.articles("hot")[:2]
    portal.break_("/", "503")
    portal.break_(broken, "404")

    assert [get(broken.path).status_code, get(other.path).status_code, get("/robots.txt").status_code] == [
        404,
        503,
        503,
    ]


def test_mending_one_thing_leaves_the_others_broken(portal, get):
    portal.break_("hot", "500")
    portal.break_("news", "500")
    portal.mend("hot")

    assert [get("/hot/").status_code, get("/news/").status_code] == [200, 500]
    portal.mend()

    assert get("/news/").status_code == 200


@pytest.mark.parametrize(
    ("how", "status", "said"),
    [
        ("challenge", 200, "document.cookie="),
        ("challenge-521", 521, "location.href="),
        ("challenge-412", 412, "$_ts"),
        ("login", 200, "请登录"),
        ("maintenance", 200, "系统维护中"),
    ],
)
def test_a_wall_stands_in_the_place_of_the_page(how, status, said, portal, get):
    portal.break_("policies", how)
    answer = get("/policies/")

    assert answer.status_code == status
    assert said in answer.text
    assert portal.articles("policies")[0].title not in answer.text
    assert ("Set-Cookie" in answer.headers) is how.startswith("challenge")


def test_an_empty_list_has_its_chrome_and_no_rows(portal, look):
    portal.break_("/", "empty")
    page = look("/hot/")

    assert "共0条" in page.css("div.pages").xpath("string()").get()
    assert not page.css("div.listBox li")
    assert page.css("div.left ul.newsList li")
    assert look(portal.articles("hot")[0].path).css("h1.title")


def test_a_blank_page_has_no_bytes(portal, get):
    portal.break_("hot", "blank")

    assert (get("/hot/").status_code, get("/hot/").content) == (200, b"")


def test_a_truncated_list_ends_in_its_middle(portal, get, look):
    portal.break_("/", "truncated")
    rows = look("/hot/").css("div.listBox li a::attr(title)").getall()

    assert 5 < len(rows) < 20
    assert rows == [one.title for one in portal.articles("hot")[: len(rows)]]
    assert "</html>" not in get("/policies/").text
    assert "</html>" not in get("/admin/").text


@pytest.mark.parametrize("key", ["hot", "policies"])
def test_a_mislabelled_page_says_utf8_and_is_not(key, portal, get):
    portal.break_("/", "wrong-charset")
    answer = get(f"/{key}/")

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert portal.articles(key)[0].title in answer.content.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode("utf-8")


@pytest.mark.parametrize("how", ["empty", "truncated", "wrong-charset"])
def test_a_fault_of_html_leaves_other_documents_alone(how, portal, get):
    portal.break_("/", how)

    assert "Disallow" in get("/robots.txt").text


@pytest.mark.parametrize(
    ("how", "address"),
    [("redirect-private", "http://10.0.0.1/"), ("redirect-file", "file:///etc/passwd"), ("redirect-loop", "/hot/?a=1")],
)
def test_a_redirect_leads_where_nobody_should_go(how, address, portal, get):
    portal.break_("hot", how)
    answer = get("/hot/?a=1", allow_redirects=False)

    assert (answer.status_code, answer.headers["Location"]) == (302, address)


def test_a_huge_page_is_announced_and_made_as_it_is_sent(portal, get):
    portal.break_("hot", "huge")
    with get("/hot/", stream=True) as answer:
        assert int(answer.headers["Content-Length"]) == HUGE_BYTES == 2 * 1024**3
        assert answer.raw.read(1_000_000) == bytes(1_000_000)


def test_a_bomb_is_small_until_it_is_opened(portal, get):
    portal.break_("hot", "bomb")
    with get("/hot/", stream=True) as answer:
        packed = answer.raw.read(decode_content=False)

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(packed) < 100_000
    assert len(zlib.decompress(packed, wbits=31)) == BOMB_BYTES > 50_000_000


def test_a_reset_comes_in_the_middle_of_the_body(portal, server):
    portal.break_("hot", "reset")
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"GET /hot/ HTTP/1.1\r\nHost: a\r\n\r\n")
        head = connection.recv(15)
        with pytest.raises(ConnectionResetError):
            drain(connection)

    assert head == b"HTTP/1.1 200 OK"


def drain(connection):
    while connection.recv(65536):
        pass


def test_a_timeout_never_answers_and_ends_when_it_is_mended(portal, server):
    portal.break_("hot", "timeout")
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"GET /hot/ HTTP/1.1\r\nHost: a\r\n\r\n")
        server.wait(1)

        assert server.requests == [("GET", "/hot/", 0)]
        portal.mend("hot")

        assert connection.recv(1) == b""


def test_a_drip_is_slow_and_comes_whole_when_it_is_mended(portal, get):
    portal.break_("hot", "drip")
    with get("/hot/", stream=True) as answer:
        first = answer.raw.read(5)
        portal.mend()
        rest = answer.raw.read()

    assert len(first + rest) == int(answer.headers["Content-Length"])
    assert (first + rest).endswith(b"</html>\n") or (first + rest).endswith(b"</html>")


def test_a_loop_ends_only_by_the_clients_own_limit(portal, get):
    portal.break_("hot", "redirect-loop")

    with pytest.raises(requests.TooManyRedirects):
        get("/hot/")


def test_what_is_broken_is_not_compressed_twice(portal, get):
    portal.break_("hot", "maintenance")
    answer = get("/hot/", headers={"Accept-Encoding": "gzip"}, stream=True)

    assert "系统维护中" in gzip.decompress(answer.raw.read(decode_content=False)).decode()

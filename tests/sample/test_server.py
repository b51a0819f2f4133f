import contextlib
import gzip
import http.client
import signal
import socket
import subprocess
import sys
import threading
from datetime import datetime

import pytest
import requests

from portalwatch.sample import File, Server
from portalwatch.sample.sections import ZONE


def ask(server, path):
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return connection


def test_a_list_is_not_sent_again_while_nothing_changed(portal, get):
    first = get("/hot/")
    by_tag = get("/hot/", headers={"If-None-Match": first.headers["ETag"]})
    by_date = get("/hot/", headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert [by_tag.status_code, by_date.status_code] == [304, 304]
    assert by_tag.content == by_date.content == b""


def test_a_click_or_a_new_neighbour_does_not_change_an_article(portal, get):
    article = portal.articles("policies")[0]
    first = get(article.path)
    portal.publish("policies")
    again = get(article.path)

    assert again.content != first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Last-Modified"] == first.headers["Last-Modified"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "改"},
        {"body": ["改"]},
        {"attachments": [File("改.pdf", b"%PDF")]},
        {"published": datetime(2022, 6, 1, 9, 30, tzinfo=ZONE)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_edit_makes_an_article_new_to_either_question(change, portal, get):
    article = portal.articles("policies")[0]
    first = get(article.path)
    portal.edit(article, **change)

    assert get(article.path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert get(article.path, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 200


def test_two_edits_in_one_moment_can_be_told_apart_by_date(portal, get):
    article = portal.articles("policies")[0]
    portal.edit(article, title="改")
    first = get(article.path)
    portal.edit(article, title="再改")

    assert get(article.path, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 200


def test_the_tag_goes_before_the_date(portal, get):
    first = get("/hot/")
    both = {"If-None-Match": '"another"', "If-Modified-Since": first.headers["Last-Modified"]}

    assert get("/hot/", headers=both).status_code == 200


def test_a_date_that_cannot_be_read_is_no_question(get):
    assert get("/hot/", headers={"If-Modified-Since": "gestern"}).status_code == 200


def test_an_attachment_replaced_under_its_address_has_another_tag(portal, get):
    article = portal.publish("hot", attachments=[File("表.xlsx", ("一",))])
    first = get(article.attachment_path(1))
    page = get(article.path)
    portal.replace(article, ["二"])
    second = get(article.attachment_path(1), headers={"If-None-Match": first.headers["ETag"]})

    assert second.status_code == 200
    assert second.content != first.content
    assert get(article.path, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_the_home_page_has_no_validators(get):
    assert "ETag" not in get("/", headers={"If-None-Match": "*"}).headers


def test_text_is_compressed_for_those_who_take_it_and_files_are_not(portal, get):
    article = portal.publish("hot", attachments=[File("表.xlsx", ("一",))])
    page = get("/policies/", headers={"Accept-Encoding": "gzip, deflate"}, stream=True)
    file = get(article.attachment_path(1), headers={"Accept-Encoding": "gzip"})

    assert page.headers["Content-Encoding"] == "gzip"
    assert "政策法规" in gzip.decompress(page.raw.read(decode_content=False)).decode("gb18030")
    assert "Content-Encoding" not in file.headers


def test_requests_are_recorded_until_they_are_cleared(server, get):
    get("/hot/")
    get("/nothing?a=1")

    assert server.requests == [("GET", "/hot/", 200), ("GET", "/nothing?a=1", 404)]
    assert server.peak == 1
    server.clear()

    assert server.requests == []


def test_a_head_has_no_body(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    with contextlib.closing(connection):
        connection.request("HEAD", "/hot/")
        answer = connection.getresponse()

        assert int(answer.headers["Content-Length"]) > 10_000
        assert answer.read() == b""
        connection.request("GET", "/robots.txt")
        assert connection.getresponse().status == 200


def test_a_wait_for_requests_that_do_not_come_ends(server):
    with pytest.raises(TimeoutError, match="0 of 1"):
        server.wait(1, seconds=0.01)


def test_requests_at_the_same_time_are_counted(portal, server):
    portal.break_("hot", "timeout")
    with ask(server, "/hot/"), ask(server, "/hot/"):
        server.wait(2)

        assert server.peak == 2


def test_the_server_ends_while_requests_hang(portal):
    before = set(threading.enumerate())
    for number, how in enumerate(("timeout", "drip", "huge")):
        portal.break_(("hot", "news", "works")[number], how)
    with contextlib.ExitStack() as connections:
        with Server(portal, drip=60) as server:
            hanging = [connections.enter_context(ask(server, path)) for path in ("/hot/", "/news/", "/works/")]
            idle = connections.enter_context(ask(server, "/robots.txt"))
            server.wait(4)
        left = set(threading.enumerate()) - before
        for thread in left:
            thread.join(30)

        assert not any(thread.is_alive() for thread in left)
        assert hanging[0].recv(1) == b""
        assert idle.recv(65536).startswith(b"HTTP/1.1 200")
    with pytest.raises(ConnectionRefusedError):
        ask(server, "/")


def test_a_server_that_ended_can_be_entered_again_at_its_address(portal):
    server = Server(portal)
    with server:
        url = server.url
    with server:
        assert server.url == url
        assert requests.get(f"{url}/robots.txt", timeout=30).status_code == 200


def test_changes_while_it_is_read_break_no_page(portal, server, get):
    def publish():
        for _ in range(40):
            portal.withdraw(portal.publish("hot"))

    writer = threading.Thread(target=publish)
    writer.start()
    statuses = {get("/hot/").status_code for _ in range(20)}
    writer.join()

    assert statuses == {200}


def test_it_can_be_served_in_the_foreground():
    command = [sys.executable, "-m", "portalwatch.sample", "--port", "0", "--seed", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip()
        home = requests.get(url, timeout=30)
        process.send_signal(signal.SIGINT)

        assert process.wait(30) == 0
    assert home.status_code == 200

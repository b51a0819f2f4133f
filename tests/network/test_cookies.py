from scrapy import Request
from scrapy.http import Response

from portalwatch.network.cookies import Cookies


def test_a_cookie_is_given_back_and_nobody_else_is_asked_about_its_domain(monkeypatch, tmp_path):
    def refuse(*arguments, **keywords):
        raise AssertionError("the internet was asked")

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("requests.Session.send", refuse)
    jar, first, second = Cookies(), Request("http://www.example.com.cn/a"), Request("http://www.example.com.cn/b")

    jar.process_response(first, Response(first.url, headers={"Set-Cookie": "id=1; Domain=example.com.cn"}))
    jar.process_request(second)

    assert second.headers["Cookie"] == b"id=1"
    assert list(tmp_path.iterdir()) == []


def test_a_cookie_for_a_whole_public_suffix_is_not_kept():
    jar, first, other = Cookies(), Request("http://www.example.com.cn/a"), Request("http://www.other.com.cn/")

    jar.process_response(first, Response(first.url, headers={"Set-Cookie": "id=1; Domain=com.cn"}))
    jar.process_request(other)

    assert "Cookie" not in other.headers

"""Pages shown by a browser outside a crawl."""

import pytest

from portalwatch.config import Portal
from portalwatch.crawl.stage import Stage
from portalwatch.errors import AddressError, PageError, UsageError, WallError
from portalwatch.network.rendering import Render, lacking
from tests.network.server import answer, serving

HTML = "Content-Type: text/html; charset=utf-8"
PAGE = "<html><body><p>一</p><script>document.body.append('二')</script></body></html>"


def portal(url, **keys):
    sections = [{"key": "list", "name": "列表"}]
    return Portal.model_validate({"name": "p", "title": "p", "url": url, "delay": 0.01, "sections": sections} | keys)


@pytest.mark.skipif(lacking() is not None, reason=f"no page can be shown: {lacking()}")
def test_pages_are_shown_one_after_the_other_by_the_portal_s_manners(loop):
    def answers(path):
        if path == "/robots.txt":
            return answer(b"User-agent: *\nDisallow: /secret", "Content-Type: text/plain")
        return answer(PAGE.encode(), HTML) if path == "/" else answer(b"gone", HTML, status=404)

    with serving(answers) as site:
        stage = Stage(portal(site.url(), allow_private=True), agent="tester/1")
        try:
            shown = stage.show(site.url(), Render(), {"X-Asked": "so"})
            gone = stage.show(site.url("/gone"), Render())
            with pytest.raises(WallError, match="robots"):
                stage.show(site.url("/secret"), Render())
            with pytest.raises(PageError, match="the host name is not known"):
                stage.show("http://portal.invalid/", Render())
            with pytest.raises(AddressError):
                stage.show("http://169.254.169.254/", Render())
        finally:
            stage.close()

    assert ("<p>一</p>" in shown.text, "二" in shown.text.partition("</script>")[2]) == (True, True)
    assert (gone.status, gone.text) == (404, "gone")
    assert "User-Agent: tester/1" in site.headers
    assert "X-Asked: so" in site.headers
    assert "/secret" not in site.paths


def test_without_a_browser_it_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(UsageError, match="needs a browser: "):
        Stage(portal("http://portal.test/"), agent="tester/1")

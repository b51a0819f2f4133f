"""Pages shown by a browser outside a crawl."""

import asyncio
import json
import subprocess
import sys
from contextlib import closing

import pytest

from portalwatch.config import Portal
from portalwatch.crawl.stage import Stage, _Reactor
from portalwatch.errors import UsageError
from portalwatch.network.rendering import lacking
from tests.network.server import answer, serving

HTML = "Content-Type: text/html; charset=utf-8"
PAGE = "<html><body><p>一</p><script>document.body.append('二')</script></body></html>"


def described(url, **keys):
    sections = [{"key": "list", "name": "列表"}]
    return {"name": "p", "title": "p", "url": url, "delay": 0.01, "sections": sections} | keys


#: A stage has its process to itself, as in every command that shows pages.
SHOW = """
import json, sys
from portalwatch.config import Portal
from portalwatch.crawl.stage import Stage
from portalwatch.network.rendering import Render

stage = Stage(Portal.model_validate(json.loads(sys.argv[1])), agent="tester/1")
told = []
for url in sys.argv[2:]:
    try:
        shown = stage.show(url, Render(), {"X-Asked": "so"})
        told.append([shown.status, shown.text])
    except Exception as error:
        told.append([type(error).__name__, str(error)])
stage.close()
print(json.dumps(told))
"""


@pytest.mark.skipif(lacking() is not None, reason=f"no page can be shown: {lacking()}")
def test_pages_are_shown_one_after_the_other_by_the_portal_s_manners():
    def answers(path):
        if path == "/robots.txt":
            return answer(b"User-agent: *\nDisallow: /secret", "Content-Type: text/plain")
        return answer(PAGE.encode(), HTML) if path == "/" else answer(b"gone", HTML, status=404)

    with serving(answers) as site:
        urls = [site.url(), site.url("/gone"), site.url("/secret"), "http://portal.invalid/", "http://169.254.169.254/"]
        command = [sys.executable, "-c", SHOW, json.dumps(described(site.url(), allow_private=True)), *urls]
        done = subprocess.run(command, capture_output=True, check=True, text=True)

    shown, gone, secret, nobody, private = json.loads(done.stdout)
    assert ("<p>一</p>" in shown[1], "二" in shown[1].partition("</script>")[2]) == (True, True)
    assert gone == [404, "gone"]
    assert (secret[0], "robots" in secret[1]) == ("WallError", True)
    assert (nobody[0], "the host name is not known" in nobody[1]) == ("PageError", True)
    assert private[0] == "AddressError"
    assert "User-Agent: tester/1" in site.headers
    assert "X-Asked: so" in site.headers
    assert "/secret" not in site.paths


def test_it_works_on_the_reactors_own_loop_whichever_is_set(loop):
    with closing(asyncio.new_event_loop()) as other:
        asyncio.set_event_loop(other)
        found = _Reactor().loop
        asyncio.set_event_loop(loop)

    assert found is loop


def test_without_a_browser_it_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(UsageError, match="needs a browser: "):
        Stage(Portal.model_validate(described("http://portal.test/")), agent="tester/1")

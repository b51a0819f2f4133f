import pytest

from tests.extract.families.samples import following


@pytest.mark.parametrize(
    ("script", "url"),
    [
        ("new Pager({size:15, current:0, prefix:'index',suffix:'html',visible:5})", "index_1.html"),
        ('Pager({"size": "15", "current": "7", "prefix": "list"})', "list_8.html"),
    ],
)
def test_the_next_page_is_made_of_the_pagers_options(script, url):
    assert following(f"<script>{script}</script>") == url


@pytest.mark.parametrize(
    "script",
    ["Pager({size:1, current:0, prefix:'index'})", "Pager({size:3, current:0})", "Pager({size:n, prefix:'index'})"],
)
def test_the_last_page_has_no_next(script):
    assert following(f"<script>{script}</script>") is None

import pytest

from tests.extract.families.samples import ROOT, following


@pytest.mark.parametrize(
    ("script", "url"),
    [
        ('createPageHTML(25, 0, "index", "html");', "index_1.html"),
        ('//createPageHTML(25, 3, "index", "shtml");', "index_4.shtml"),
        (
            'var countPage = 25;\nvar currentPage = 1; createPageHTML(countPage, currentPage, "index", ".html");',
            "index_2.html",
        ),
        ("createPageHTML('page_div', 50, 1, 'list', 'shtml', 1000);", "list_2.shtml"),
        ("var currentPage = 0; var countPage = 25 // 共多少页", "index_1.html"),
    ],
)
def test_the_next_page_is_what_the_script_would_make(script, url):
    assert following(f"<script>{script}</script>") == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [(f"{ROOT}index_3.html", "index_4.html"), (f"{ROOT}tzgg_3.shtml", "tzgg_4.shtml"), (ROOT, "index_4.html")],
)
def test_without_a_call_the_pages_own_name_is_counted(url, expected):
    assert following("<script>var countPage = 5; var currentPage = 3;</script>", url) == expected


@pytest.mark.parametrize(
    "script",
    [
        "function createPageHTML(_nPageCount, _nIndex, _name, _ext) {}",
        'createPageHTML(25, 24, "index", "html");',
        'createPageHTML(1, 0, "index", "html");',
        'createPageHTML(count, 0, "index", "html");',
        "createPageHTML('page_div', 50, 50, 'list', 'shtml', 1000);",
        "createPageHTML(2);",
        "createPageHTML();",
        "var countPage = 5; var currentPage = 4;",
        "var countPage = 5;",
        "var countPage = n; var currentPage = 0;",
    ],
)
def test_the_last_page_has_no_next(script):
    assert following(f"<script>{script}</script>") is None


def test_a_page_whose_name_is_no_files_is_not_counted():
    assert following("<script>var countPage = 5; var currentPage = 3;</script>", f"{ROOT}list.jsp?id=2") is None

import pytest

from portalwatch.extract import ArticleRules, Rules, compile_rule
from tests.extract.samples import page

MARKUP = """<body><ul id="list"><li class="row"><a href="1.html" title="全名">通 知 <b>公告</b></a><i>2022</i></li>
<li class="row"><a href="2.html">章程</a><img src="1.png"></li></ul><p class="empty"> </p></body>"""
ROOT = page(MARKUP).root


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        ("li.row a", ["通 知 公告", "章程"]),
        ("li.row a::text", ["通 知", "章程"]),
        ("li a::attr(href)", ["1.html", "2.html"]),
        ("li a::attr(title), i", ["全名", "2022"]),
        ("//li/a/@href", ["1.html", "2.html"]),
        ("(//li)[last()]/a", ["章程"]),
        (".//li[position() = 1]//b", ["公告"]),
        ("//a[starts-with(@href, '1') and not(contains(., '不:(有'))]", ["通 知 公告"]),
        ("//li[child::a][./i]/a/text()", ["通 知"]),
        ("(string(//i))", ["2022"]),
        ("(count(//li))", ["2.0"]),
        ("(count(//li) > 9)", []),
        ("p.empty", []),
        ("div", []),
    ],
)
def test_a_rule_finds_elements_attributes_and_text(rule, texts):
    assert compile_rule(rule).texts(ROOT) == texts


def test_a_rule_gives_its_first_text():
    assert compile_rule("li a").first(ROOT) == "通 知 公告"
    assert compile_rule("div").first(ROOT) is None


@pytest.mark.parametrize(
    ("rule", "link"),
    [
        ("a", "1.html"),
        ("li", "1.html"),
        ("img", "1.png"),
        ("a::attr(title), a::attr(href)", "1.html"),
        ("i", None),
        ("p.empty::text", None),
        ("div", None),
    ],
)
def test_a_rule_gives_the_first_address(rule, link):
    assert compile_rule(rule).link(ROOT) == link


def test_a_rule_is_compiled_once():
    assert compile_rule("li.row") is compile_rule("li.row")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("", "an empty selector selects nothing"),
        ("  ", "an empty selector selects nothing"),
        ("li[", "not a CSS selector: 'li\\['"),
        ("li:foo", "not a CSS selector: 'li:foo'"),
        ("li::before", "only ::text and ::attr\\(name\\) are known"),
        ("li::attr(1)", "only ::text and ::attr\\(name\\) are known"),
        ("//li[", "not an XPath 1.0 expression"),
        ("//li[re:test(., 'a')]", "re:test\\(\\) is not a function of XPath 1.0"),
        ("//li[matches(., 'a')]", "matches\\(\\) is not a function of XPath 1.0"),
        ("//svg:a", "'svg:' needs a variable or namespace"),
        ("//a[@href = $x]", "'\\$' needs a variable or namespace"),
    ],
)
def test_a_rule_that_cannot_be_used_says_why(rule, reason):
    with pytest.raises(ValueError, match=reason):
        compile_rule(rule)


def test_a_set_of_rules_names_the_field_that_is_wrong():
    with pytest.raises(ValueError, match="^rows: not a CSS selector"):
        Rules(rows="li[")
    with pytest.raises(ValueError, match="^body: not a CSS selector"):
        ArticleRules(body="div[")


@pytest.mark.parametrize("field", ["title", "url", "published", "pinned"])
def test_a_rows_field_is_not_looked_up_in_the_whole_page(field):
    with pytest.raises(ValueError, match=f"^{field}: '//a' looks in the whole page"):
        Rules(**{field: "//a"})

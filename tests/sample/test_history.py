from datetime import timedelta

import pytest

from portalwatch.sample import File


def titles(page):
    return page.css("div.listBox li a::attr(title)").getall()


def test_what_is_published_now_is_on_top(portal, look):
    portal.publish("notices", "关于放假安排的通知")

    assert titles(look("/notices/"))[0] == "关于放假安排的通知"


def test_what_is_published_with_an_older_date_is_further_down(portal, look):
    article = portal.publish("notices", "补发的通知", at=portal.articles("notices")[4].published + timedelta(minutes=1))

    assert titles(look("/notices/"))[4] == article.title


def test_an_article_can_be_listed_in_two_sections_under_one_address(portal, look):
    article = portal.publish("hot", also_in=["policies", "news"])

    for key in ("hot", "policies", "news"):
        assert look(f"/{key}/").css("div.listBox li a::attr(href)").get() == article.path


def test_what_is_published_unasked_fits_its_section(portal):
    assert portal.publish("curtain-wall").title not in {one.title for one in portal.articles("curtain-wall")[1:]}


def test_an_edit_shows_in_the_list_and_in_the_article(portal, look):
    article = portal.articles("policies")[3]
    portal.edit(article, title="新标题", body=["新正文"], attachments=[File("新.pdf", ("新",))])
    page = look(article.path)

    assert titles(look("/policies/"))[3] == "新标题"
    assert page.css("h1.title::text").get() == "新标题"
    assert page.css("div.content p::text").getall() == ["新正文"]
    assert page.css("div.fujian a::text").getall() == ["新.pdf"]


def test_a_new_date_moves_the_row_and_leaves_the_address(portal):
    article = portal.articles("policies")[3]
    path = article.path
    portal.edit(article, published=portal.now)

    assert portal.articles("policies")[0] is article
    assert article.path == path


def test_what_is_withdrawn_is_gone_until_it_is_restored(portal, look, get):
    article = portal.articles("hot")[2]
    portal.withdraw(article)

    assert article.title not in titles(look("/hot/"))
    assert get(article.path).status_code == 404
    portal.restore(article)

    assert titles(look("/hot/"))[2] == article.title
    assert get(article.path).status_code == 200


def test_what_is_pinned_stays_on_top_and_says_so(portal, look):
    article = portal.articles("hot")[9]
    portal.pin(article)
    portal.publish("hot", "更新的文章")
    page = look("/hot/")

    assert titles(page)[:2] == [article.title, "更新的文章"]
    assert page.css("div.listBox li span.top::text").getall() == ["[置顶]"]
    portal.unpin(article)

    assert titles(look("/hot/"))[10] == article.title


def test_after_a_move_only_the_new_addresses_answer(portal, look, get):
    article = portal.articles("policies")[0]
    old = article.path
    portal.move("/zixun")

    assert article.path == f"/zixun{old}"
    assert look("/policies/").css("div.listBox li a::attr(href)").get() == article.path
    assert [get(old).status_code, get(article.path).status_code] == [404, 200]
    assert portal.publish("hot").path.startswith("/zixun/hot/")


def test_the_history_tells_what_was_done(portal):
    article = portal.publish("hot")
    portal.edit(article, title="改")
    portal.redesign("table")

    assert [(act.verb, act.article) for act in portal.history] == [
        ("publish", article),
        ("edit", article),
        ("redesign", None),
    ]


@pytest.mark.parametrize("asked", [("nothing", "500"), ("hot", "fire")])
def test_what_cannot_be_broken_is_refused(asked, portal):
    with pytest.raises(ValueError, match=r"fault|path"):
        portal.break_(*asked)

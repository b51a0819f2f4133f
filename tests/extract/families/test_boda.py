import pytest

from tests.extract.families.samples import following


@pytest.mark.parametrize(
    "markup",
    [
        '<p>1/36 <a href="tzgg/35.htm">下页</a> <a href="tzgg/1.htm">尾页</a></p>',
        '<span class="p_next p_fun"><a href="tzgg/35.htm"><i></i></a></span>',
        '<a class="p_next" href="tzgg/35.htm"></a>',
    ],
)
def test_pages_that_count_down_are_followed_by_their_link(markup):
    assert following(markup) == "tzgg/35.htm"


@pytest.mark.parametrize(
    "markup",
    [
        '<span class="p_next p_fun_d">下页</span>',
        '<span class="p_next p_fun"><a href="javascript:;"><i></i></a></span>',
        '<span class="p_no"><a href="tzgg/35.htm">末</a></span>',
        "<script>_simple_list_gotopage_fun(36, 'page', 2)</script>",
    ],
)
def test_no_number_is_counted_where_there_is_no_link(markup):
    assert following(markup) is None

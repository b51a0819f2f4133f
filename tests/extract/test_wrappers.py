import pytest

from portalwatch.extract.wrappers import unwrap
from tests.extract.samples import page


def test_records_of_a_data_store_take_the_place_of_their_script():
    records = "".join(f"<record><![CDATA[<li>{name}</li>]]></record>" for name in "甲乙")
    store = f"<datastore><recordset>{records}</recordset></datastore>"

    items = page(f"<ul><script type='text/xml'>{store}</script>{store}<li>丙</li></ul>").root.iter("li")

    assert [item.text for item in items] == ["甲", "乙", "甲", "乙", "丙"]


def test_the_answer_of_a_data_proxy_is_its_records():
    answer = "<?xml version='1.0'?><datastore><record><![CDATA[<a>甲</a>]]></record></datastore>"

    assert unwrap(answer) == "<?xml version='1.0'?><div><a>甲</a></div>"


def test_markup_in_json_is_unwrapped_wherever_it_is():
    assert unwrap(' {"n": 1, "a": [{"html": "<a>甲</a>"}, "<a>乙</a>", "丙"]}') == "<a>甲</a><a>乙</a>"


@pytest.mark.parametrize(
    "text",
    [
        "<p>正文</p>",
        '{"rows": []}',
        "{ 不是 JSON }",
        "[" * 100_000,
        "[" * 9 + '"<a>"' + "]" * 9,
        "</datastore><datastore>",
        "",
    ],
)
def test_what_is_not_wrapped_stays_as_it_is(text):
    assert unwrap(text) == text

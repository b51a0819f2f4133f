import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalwatch.extract.families.scripts import arguments, body, calls, evaluate, value


@pytest.mark.parametrize(
    ("inner", "found"),
    [
        ("", [""]),
        ("2", ["2"]),
        (" 2 , 'a,b' ,\"c\"", ["2", "'a,b'", '"c"']),
        ("'a'", ["'a'"]),
        ("1,", ["1", ""]),
        ("page + 1, this", ["page + 1", "this"]),
    ],
)
def test_arguments_are_parted_at_commas_outside_quotes(inner, found):
    assert arguments(inner) == found


def test_calls_are_found_with_their_arguments():
    assert calls("if (x) return go(2, '/a(1)'); this.no(3)") == [("if", ["x"]), ("go", ["2", "'/a(1)'"])]


@pytest.mark.parametrize(("argument", "found"), [("'x'", "x"), ("n", "7"), ("m", "m"), ("25", "25"), ("a.b", "a.b")])
def test_a_variable_stands_for_what_the_page_gives_it(argument, found):
    assert value("var n = 7;", argument) == found


def test_a_body_ends_where_its_brace_does():
    assert body("function a(x, y) { if (x) { y } } more }", "a") == (["x", "y"], " if (x) { y } ")
    assert body("function a() { never", "a") == ([], " never")
    assert body("function ab() {}", "a") is None


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("'a' + n + \".html\"", "a2.html"),
        ("'a' + (n + 1)", "a3"),
        ("(n - 1)", "1"),
        ("7", "7"),
        ("''", None),
        ("", None),
        ("'a' + m", None),
        ("(m + 1)", None),
        ("(t + 1)", None),
        ("n * 2", None),
        ("f(n)", None),
    ],
)
def test_strings_are_put_together(code, made):
    assert evaluate(code, {"n": "2", "t": "two"}.get) == made


@given(st.text(alphabet="'\"(),;{}+=. an1\n", max_size=80))
def test_any_code_is_read_or_left(code):
    calls(code)
    arguments(code)
    evaluate(code, {}.get)
    assert body(code, "a") is None or "{" in code

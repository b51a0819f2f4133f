"""Files that are no YAML, no TOML, no text, or meant to do harm."""

import tracemalloc

import pytest

from portalwatch.config.tree import MAX_DEPTH, MAX_NODES
from tests.config.conftest import PORTAL

NAME = "portals/cbda.yaml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [", ":1: is not valid YAML: expected the node content, but found '<stream end>'"),
        (f"{PORTAL}   x: 1\n", ":7: is not valid YAML: expected <block end>, but found '<block mapping start>'"),
        (f"{PORTAL}\tdelay: 3\n", ":7: is not valid YAML: found character '\\t' that cannot start any token"),
        (f"{PORTAL}---\nname: x\n", ":7: is not valid YAML: found another document"),
        (f"{PORTAL}checked: *nowhere\n", ":7: is not valid YAML: found undefined alias 'nowhere'"),
        (f"{PORTAL}checked: a\0b\n", ":7: is not valid YAML: special characters are not allowed"),
        (f"{PORTAL}checked: 2022-02-30\n", ":7: is not valid YAML: '2022-02-30' is no timestamp"),
        (f"{PORTAL}checked: !!int x\n", ":7: is not valid YAML: 'x' is no int"),
        (f"{PORTAL}url: http://other.org/\n", ":7: url: is given twice"),
        (f"{PORTAL}rules: {{rows: a, rows: b}}\n", ":7: rules.rows: is given twice"),
        (f"{PORTAL}on: x\n", ":7: a key must be text in quotes, not 'on'"),
        (f"{PORTAL}? [a, b]\n: c\n", ":7: a key must be text in quotes, not a sequence"),
        ("- name: x\n", ":1: must hold keys and values"),
        ("", ":1: name: is missing"),
        ("# only a remark\n", ":1: name: is missing"),
    ],
)
def test_broken_yaml_is_told_in_one_line_with_the_place(desk, text, said):
    assert desk.refusal(NAME, text) == said


def test_a_number_of_five_thousand_digits_is_told_in_short(desk):
    said = desk.refusal(NAME, f"{PORTAL}checked: {'9' * 5000}\n")

    assert said.startswith(":7: is not valid YAML: '9999")
    assert len(said) < 120


@pytest.mark.parametrize(
    "value",
    ["!!python/object/apply:os.system ['touch /tmp/harm']", "!!python/name:os.system", "!!python/module:os"],
)
def test_yaml_that_names_python_objects_makes_none(desk, value):
    said = desk.refusal(NAME, f"{PORTAL}checked: {value}\n")

    assert said.startswith(":7: is not valid YAML: could not determine a constructor for the tag")


@pytest.fixture
def peak():
    """Tells how many bytes were in use at once since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_an_alias_bomb_ends_at_the_limit_of_values(desk, peak):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 9)]

    assert desk.refusal(NAME, "\n".join(lines)).endswith(f": holds more than {MAX_NODES:,} values")
    assert peak() < 30_000_000


def test_a_bomb_of_merged_keys_ends_at_the_limit_of_values(desk, peak):
    lines = [f"a0: &a0 {{{', '.join(f'k{number}: 1' for number in range(9))}}}"]
    lines += [f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 9)}]}}" for level in range(1, 9)]

    assert desk.refusal(NAME, "\n".join(lines)).endswith(f": holds more than {MAX_NODES:,} values")
    assert peak() < 30_000_000


def test_a_value_that_holds_itself_ends_at_the_limit_of_depth(desk, peak):
    assert desk.refusal(NAME, f"{PORTAL}rules: &loop\n  article: *loop\n") == ":8: is nested too deeply"
    assert peak() < 5_000_000


def test_too_many_values_are_told_where_the_limit_is_reached_not_at_the_end(desk):
    said = desk.refusal(NAME, "- a\n" * 200_000)

    assert said == f":{MAX_NODES}: is not valid YAML: holds more than {MAX_NODES:,} values"


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "a: " + "{a: " * 10_000, "- " * 10_000])
def test_deep_nesting_is_told_where_the_limit_is_reached(desk, text):
    assert desk.refusal(NAME, text) == ":1: is not valid YAML: is nested too deeply"


def test_what_is_nested_less_deeply_is_read(desk):
    text = PORTAL + "checked: " + "[" * (MAX_DEPTH - 2) + "]" * (MAX_DEPTH - 2)

    assert desk.refusal(NAME, text).startswith(":7: checked: must be text in quotes, not [[[[")


@pytest.mark.parametrize("name", [NAME, "subscribers.yaml", "portalwatch.toml"])
def test_a_file_that_is_not_utf8_is_told_with_the_line_that_is_not(desk, name):
    content = "# 说明\n".encode() + "# 示例协会\n".encode("gb18030")

    assert desk.refusal(name, content) == ":2: is not UTF-8 text; save it as UTF-8"


@pytest.mark.parametrize("name", [NAME, "subscribers.yaml", "portalwatch.toml"])
def test_a_file_of_more_than_a_million_bytes_is_not_read(desk, name):
    assert desk.refusal(name, b"#" * 1_000_001) == ": is larger than 1,000,000 bytes"


def test_no_more_of_an_endless_file_is_read_than_is_allowed(desk):
    (desk.home.portals / "endless.yaml").symlink_to("/dev/zero")

    (error,) = desk.load().errors

    assert error.reason == "is larger than 1,000,000 bytes"


def test_a_file_that_begins_with_a_byte_order_mark_is_read(desk):
    desk.write(NAME, b"\xef\xbb\xbf" + PORTAL.encode())
    desk.write("portalwatch.toml", b'\xef\xbb\xbfschedule = "2h"\n')

    config = desk.load()

    assert config.errors == ()
    assert config.service.schedule == "2h"


def test_what_cannot_be_read_is_told(desk):
    (desk.home.portals / "folder.yaml").mkdir()
    (desk.home.portals / "gone.yaml").symlink_to("nowhere")

    said = sorted(str(error).rpartition("/")[2] for error in desk.load().errors)

    assert said == [
        "folder.yaml: cannot be read (Is a directory)",
        "gone.yaml: cannot be read (No such file or directory)",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nschedule = \n", ":2: is not valid TOML: Invalid value"),
        ('schedule = "1h"\nschedule = "2h"\n', ":2: is not valid TOML: Cannot overwrite a value"),
        ("schedule = " + "[" * 5_000, ":1: is nested too deeply"),
        ('# first\nschedle = "2h"\n', ":2: schedle: unknown key; did you mean 'schedule'? (known: concurrency, "),
        ('[mial]\nhost = "a"\n', ":1: mial: unknown key; did you mean 'mail'? (known: "),
        ("[mail]\n\nport = 99999\n", ":3: mail.port: must be at most 65535, not 99999"),
        ("mail.port = 99999\n", ":1: mail.port: must be at most 65535, not 99999"),
        ('[mail]\nsecurity = "ssl"\n', ":2: mail.security: must be 'starttls', 'tls' or 'none', not 'ssl'"),
        ('[mail]\nsender = "a b"\n', ":2: mail.sender: must be one plain address such as name@example.org, not 'a b'"),
        ("[[mail]]\n", ":1: mail: must hold keys and values, not [{}]"),
        ("concurrency = 0\n", ":1: concurrency: must be at least 1, not 0"),
    ],
)
def test_a_wrong_service_file_is_told_with_its_line_and_what_would_be_accepted(desk, text, said):
    assert desk.refusal("portalwatch.toml", text).startswith(said)

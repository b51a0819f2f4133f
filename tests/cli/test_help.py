"""What a person reads before doing anything."""

import re
from pathlib import Path

import pytest
import typer

from portalwatch import __version__
from portalwatch.cli import app
from portalwatch.cli.commands import PLACES

COMMANDS = typer.main.get_command(app).commands
NAMES = list(PLACES)


@pytest.mark.parametrize("name", NAMES)
def test_help_says_what_a_command_does_and_names_each_of_its_options(command, name):
    said = command(name, "--help")

    assert said.code == 0
    assert COMMANDS[name].help.partition(".")[0].split()[0] in said.out
    for parameter in COMMANDS[name].params:
        assert parameter.help, parameter.name
        for option in parameter.opts if parameter.param_type_name == "option" else []:
            assert option in said.out


def test_help_lists_every_command(command):
    said = command("--help")

    assert all(re.search(rf"^│ {name} ", said.out, re.MULTILINE) for name in NAMES)


def test_the_version_is_told(command):
    assert command("--version").out == f"portalwatch {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["crawll"], ["items", "--limit", "0"], ["export", "people"], ["crawl", "--fast"]]
)
def test_what_is_typed_wrongly_ends_with_two(command, arguments):
    said = command(*arguments)

    assert (said.code, said.out) == (2, "")
    assert "Usage: " in said.err


def test_the_readme_names_every_command():
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")

    for name in NAMES:
        assert re.search(rf"`{name}\b", readme), name

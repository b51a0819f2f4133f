import doctest

import pytest

from portalwatch.normalize import files, mentions, numbers, numerals, published, texts, titles, urls


@pytest.mark.parametrize("module", [files, mentions, numbers, numerals, published, texts, titles, urls])
def test_the_examples_in_the_docstrings_hold(module):
    failed, attempted = doctest.testmod(module)

    assert attempted
    assert not failed

"""From the bytes of a page to raw rows and raw articles: by rule, or inferred."""

from portalwatch.extract.page import Page, decode
from portalwatch.extract.read import read_article, read_list
from portalwatch.extract.rules import ArticleRules, Rules, compile_rule
from portalwatch.extract.sections import find_sections
from portalwatch.extract.walls import wall

__all__ = [
    "ArticleRules",
    "Page",
    "Rules",
    "compile_rule",
    "decode",
    "find_sections",
    "read_article",
    "read_list",
    "wall",
]

"""From the bytes of a page to raw rows and raw articles: by rule, or inferred."""

from portalwatch.extract.kinds import page_kind, read_page
from portalwatch.extract.page import Page, decode
from portalwatch.extract.read import read_article, read_list
from portalwatch.extract.repair import repair
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
    "page_kind",
    "read_article",
    "read_list",
    "read_page",
    "repair",
    "wall",
]

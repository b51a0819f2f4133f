"""The portal's description for portalwatch's configuration, as YAML."""

import yaml

from portalwatch.sample.sections import ORGANISATION, SECTIONS, ZONE

#: Where the fields stand in the classic template.
_RULES = {
    "rows": "div.listBox > ul.newsList > li",
    "title": "a::attr(title)",
    "url": "a::attr(href)",
    "published": "span.date",
    "pinned": "span.top",
    "next": "//div[@class='pages']//a[text()='下一页']/@href",
    "article": {
        "title": "h1.title",
        "published": "div.info span.time",
        "source": "div.info span.from",
        "body": "div.content",
        "attachments": "div.fujian a",
        "breadcrumb": "div.position a",
    },
}


def description(url: str, *, rules: bool = False) -> str:
    """Return the YAML text that describes the portal served at `url`, with selectors only if `rules` are asked for."""
    home = url.rstrip("/")
    portal = {
        "name": "sample",
        "title": ORGANISATION,
        "url": f"{home}/",
        "zone": str(ZONE),
        "delay": 0.01,
        "allow_private": True,
        **({"rules": _RULES} if rules else {}),
        "sections": [
            {"key": section.key, "name": section.name, "kind": section.kind, "url": home + section.path}
            for section in SECTIONS.values()
        ],
    }
    return yaml.safe_dump(portal, allow_unicode=True, sort_keys=False)

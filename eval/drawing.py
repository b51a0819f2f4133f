"""The figures as bars, in SVG."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from eval.figures import PAGES, STRINGS, Figure, told
from eval.readers import OWN
from eval.scoring import Score

#: What stands in each column, by the keys of the figures.
_COLUMNS = (
    ("rows", "exact", "row day", "next", "lists", "kind", "times", "refused", "cost"),
    ("title", "day", "minute", "body", "articles"),
)
_WIDTH, _MARGIN, _NAME, _BAR, _VALUE = 940, 24, 138, 200, 60
_LINE, _HEAD, _GAP, _TOP = 16, 22, 14, 76
_STYLE = """text{font:12px -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:#57606a}
.t{font-size:18px;font-weight:600;fill:#1f2328}.h{font-size:13px;font-weight:600;fill:#1f2328}.e{text-anchor:end}
.o{font-weight:600;fill:#0b5cad}.k{fill:#b35900}"""


def draw(title: str, pages: Mapping[str, Score], strings: Mapping[str, Score]) -> str:
    """Return a picture: a group of bars a figure, portalwatch's first, and a mark at what is to be reached."""
    found = {figure.key: (figure, pages) for figure in PAGES} | {figure.key: (figure, strings) for figure in STRINGS}
    parts, bottom = [], 0
    for number, keys in enumerate(_COLUMNS):
        left, top = _MARGIN + number * (_WIDTH - _MARGIN) // 2, _TOP
        for key in keys:
            lines = [*_group(*found[key], left, top)]
            parts += lines
            top += (_HEAD + _LINE * sum("<rect" in line for line in lines) + _GAP) if lines else 0
        bottom = max(bottom, top)
    body = "\n".join(parts)
    note = "The orange marks are what portalwatch has to reach. Longer bars are better, except where they show CPU."
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{bottom}">
<style>{_STYLE}</style>
<path fill="#fff" stroke="#d0d7de" d="M.5 .5h{_WIDTH - 1}v{bottom - 1}h-{_WIDTH - 1}z"/>
<text class="t" x="{_MARGIN}" y="34">{escape(title)}</text>
<text x="{_MARGIN}" y="54">{note}</text>
{body}
</svg>
"""


def _group(figure: Figure, scores: Mapping[str, Score], left: int, top: int) -> Iterator[str]:
    values = [(name, figure.value(score), figure.shown(score)) for name, score in scores.items() if told(figure, name)]
    measured = [(name, value, shown.partition(" (")[0]) for name, value, shown in values if value is not None]
    if not measured:
        return
    bar = figure.most or figure.least
    # What costs far more than it may would leave the others no room: its bar ends early.
    scale = min(max(value for _, value, _ in measured), 8 * figure.most) if figure.most else 1.0
    yield f'<text class="h" x="{left}" y="{top + 12}">{escape(figure.what)}</text>'
    for number, each in enumerate(_ordered(measured, cheap=figure.most is not None)):
        yield _bar(each, scale, left, top + _HEAD + _LINE * number)
    if bar is not None:
        x = left + _NAME + round(_BAR * min(1.0, bar / scale))
        height = _LINE * len(measured) + 2
        yield f'<path stroke="#e07b00" stroke-width="1.5" d="M{x} {top + _HEAD - 3}v{height}"/>'


def _ordered(measured: Sequence[tuple[str, float, str]], *, cheap: bool) -> list[tuple[str, float, str]]:
    """Portalwatch, then the others, the best first."""
    return sorted(measured, key=lambda each: (each[0] != OWN, each[1] if cheap else -each[1]))


def _bar(measured: tuple[str, float, str], scale: float, left: int, top: int) -> str:
    name, value, shown = measured
    own = name == OWN
    full = min(1.0, value / scale)
    wide = max(1, round(_BAR * full))
    tag, marked = (' class="e o"', ' class="o"') if own else (' class="e"', "")
    colour = "#1f7ad1" if own else "#b6c2cf"
    return (
        f'<text{tag} x="{left + _NAME - 8}" y="{top + 10}">{escape(name)}</text>'
        f'<rect x="{left + _NAME}" y="{top}" width="{wide}" height="12" rx="2" fill="{colour}"/>'
        f'<text{marked} x="{left + _NAME + _BAR + 8}" y="{top + 10}">{escape(shown)}</text>'
    )

"""Has every reader read every page, and puts together what came of it."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median

from eval.readers import COSTED, OWN, PEERS, TASKS, MissingError, ask, command, does, read, time_own
from eval.scoring import Answer, Score, judge_article, judge_body, judge_encoding, judge_kind, judge_list
from eval.strings import judge_times, question, read_own
from eval.truths import Saved, Truths

#: Told of every page: the reader, the task, and how many pages there are.
Tick = Callable[[str, str, int], None]


def pages(truths: Truths, task: str) -> list[Saved]:
    """Return the pages of a task, each once."""
    found: dict[str, Iterable[Saved]] = {
        "lists": (each.page for each in chain(*truths.lists.values())),
        "articles": (page for page, _ in chain(*truths.articles.values())),
        "bodies": (page for page, _ in truths.bodies),
        "kinds": (page for page, _ in truths.kinds),
        "encodings": (page for page, _ in truths.encodings),
    }
    return list(dict.fromkeys(found[task]))


def evaluate(name: str, truths: Truths, tick: Tick, peers: Path = PEERS) -> Score:
    """Have a reader read what it can, and judge it. Raises MissingError when it cannot be run."""
    score = Score()
    answers: dict[str, Answer] = {}
    for task in TASKS:
        todo = _todo(name, truths, task, answers)
        if todo and does(name, task):
            called, ticked = command(name, task, peers), partial(tick, name, task, len(todo))
            found, cost = read(called, todo, ticked, costs=task in COSTED)
            if task in COSTED:
                costs = time_own(todo) if name == OWN else [float(answer["cost"]) for answer in found.values()]
                score.costs |= {task: median(costs), f"{task}, mean": cost}
            answers = answers | found if name == OWN else found
        if does(name, task):
            _judge(task, truths, answers, score)
    return score


def _todo(name: str, truths: Truths, task: str, answered: Container[str]) -> list[Saved]:
    """The pages that a reader is to read now. One answer of portalwatch's tells all that there is to tell of a page."""
    if name != OWN:
        return pages(truths, task)
    tasks = (task,) if task in COSTED else [each for each in TASKS if each not in COSTED]
    found = dict.fromkeys(chain(*(pages(truths, each) for each in tasks)))
    return [page for page in found if str(page.file) not in answered]


def _judge(task: str, truths: Truths, answers: Mapping[str, Answer], score: Score) -> None:
    def answer(page: Saved) -> Answer:
        return answers.get(str(page.file), {})

    if task == "lists":
        for truth in chain(*truths.lists.values()):
            judge_list(truth, answer(truth.page), score)
        return
    judges: dict[str, tuple[Callable[..., None], Iterable[tuple[Saved, object]]]] = {
        "articles": (judge_article, chain(*truths.articles.values())),
        "bodies": (judge_body, truths.bodies),
        "kinds": (judge_kind, truths.kinds),
        "encodings": (judge_encoding, truths.encodings),
    }
    judge, labels = judges[task]
    for page, label in labels:
        judge(page, label, answer(page), score)


def evaluate_times(name: str, tick: Tick, peers: Path = PEERS) -> Score:
    """Have a reader of time strings read those of the tests. Its `cost` is the median in µs."""
    asked = question()
    texts: Sequence[str] = asked["texts"]
    ticked = partial(tick, name, "times", len(texts))
    answers = read_own(asked, ticked) if name == OWN else ask(command(name, "times", peers), asked, ticked)
    if len(answers) != len(texts):
        raise MissingError(f"gave up after {len(answers)} of {len(texts)} texts")
    score = Score()
    judge_times(answers, score)
    score.costs["cost"] = median(float(answer["cost"]) for answer in answers)
    return score

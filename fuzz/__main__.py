"""Runs atheris over all targets: `python -m fuzz [libFuzzer's options] CORPUS [SEEDS]`."""

import resource
import sys
import time

import atheris

with atheris.instrument_imports(include=["portalwatch.extract", "portalwatch.normalize"]):
    from fuzz.targets import choose

#: Seconds of CPU that one input may take, and bytes that the process may grow by at it; instrumented code is slower.
SLOWEST, LARGEST = 4.0, 300 * 1024 * 1024


def one(body: bytes) -> None:
    """Run one input, and raise when it takes too long or too much."""
    target, rest = choose(body)
    before, held = time.process_time(), _held()
    target(rest)
    took, grown = time.process_time() - before, _held() - held
    assert took < SLOWEST, f"{target.__name__} took {took:.1f} s"
    assert grown < LARGEST, f"{target.__name__} took {grown >> 20} MB"


def _held() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()

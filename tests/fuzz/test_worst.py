"""What strangers send takes no more than 2 s of a processor and 300 MB, whatever it is."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS, MEGABYTES = 2.0, 300


def test_the_worst_inputs_stay_within_the_limits():
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.worst"], cwd=ROOT, capture_output=True, check=True)
    told = json.loads(done.stdout)
    assert {name: took for name, took in told["seconds"].items() if took > SECONDS} == {}
    assert told["peak"] < MEGABYTES

"""Reads the document at standard input, and says what came of it and what the reading took."""

import json
import resource
import sys
from dataclasses import asdict

from portalwatch.documents import read_document

document = read_document(sys.stdin.buffer.read(), name=sys.argv[1], seconds=float(sys.argv[2]))
# Only of a small process's children is this the truth: a child's peak counts what its parent took when it was made.
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
json.dump(asdict(document) | {"peak": peak}, sys.stdout)

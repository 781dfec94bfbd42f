"""A sample as a PDF file."""

import textwrap

from tests.support.conversations import SAMPLES
from tests.support.document_files import pdf

BRIDGE = SAMPLES["en-bridge"]


PAGE = [line for each in BRIDGE.body.split("\n") for line in textwrap.wrap(each, 72)]


PDF = pdf([BRIDGE.title, *PAGE], title=BRIDGE.title, keywords="bridges, Harrowmere")

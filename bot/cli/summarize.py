"""summarize: one source, or a stream of lines of JSON."""

import argparse
import json
import sys

from bot.cli.sources import read_source, standard_input
from bot.domain.errors import OperatorError
from bot.summaries import RANKER_NAMES
from bot.summaries import summarize as summarize_text


def summarize(given: argparse.Namespace) -> int:
    """Print the best sentences of a source, one a line; or filter lines of JSON."""
    if given.ranker not in RANKER_NAMES:
        known = ", ".join(RANKER_NAMES)
        raise OperatorError(f"--ranker: there is no {given.ranker}; known are {known}")
    if given.jsonl:
        if given.source not in (None, "-"):
            raise OperatorError("summarize: --jsonl reads standard input; name no source")
        from bot.cli.jsonl import filter_lines

        source, target = standard_input(), sys.stdout.buffer
        return 0 if filter_lines(source, target, given.sentences, given.ranker) else 1
    if given.source is None:
        raise OperatorError("summarize: name a URL, a file, or - for standard input")
    title, body = read_source(given.source)
    summary = summarize_text(title, body, ranker=given.ranker)
    sentences = summary.sentences(given.sentences)
    if given.json:
        whole = {"title": title, "language": summary.language, "sentences": sentences}
        print(json.dumps(whole, ensure_ascii=False))
    else:
        print("\n".join(sentences))
    return 0

"""The command summarize, for one source or a stream of JSON lines."""

import argparse
import json
import sys

from bot.cli.sources import read_source, standard_input
from bot.domain.errors import OperatorError
from bot.summaries import RANKER_NAMES
from bot.summaries import summarize as summarize_text


def summarize(options: argparse.Namespace) -> int:
    """Print the best sentences of a source, one per line, or filter JSON lines."""
    if options.ranker not in RANKER_NAMES:
        known = ", ".join(RANKER_NAMES)
        raise OperatorError(f"--ranker: there is no {options.ranker}; known are {known}")
    if options.jsonl:
        if options.source not in (None, "-"):
            raise OperatorError("summarize: --jsonl reads standard input; name no source")
        from bot.cli.jsonl import filter_lines

        source, target = standard_input(), sys.stdout.buffer
        return 0 if filter_lines(source, target, options.sentences, options.ranker) else 1
    if options.source is None:
        raise OperatorError("summarize: name a URL, a file, or - for standard input")
    title, body = read_source(options.source)
    summary = summarize_text(title, body, ranker=options.ranker)
    sentences = summary.sentences(options.sentences)
    if options.json:
        result = {"title": title, "language": summary.language, "sentences": sentences}
        print(json.dumps(result, ensure_ascii=False))
    else:
        print("\n".join(sentences))
    return 0

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
        if options.compare:
            raise OperatorError("summarize: --compare shows one source; leave out --jsonl")
        if options.source not in (None, "-"):
            raise OperatorError("summarize: --jsonl reads standard input; name no source")
        from bot.cli.jsonl import filter_lines

        source, target = standard_input(), sys.stdout.buffer
        return 0 if filter_lines(source, target, options.sentences, options.ranker) else 1
    if options.source is None:
        raise OperatorError("summarize: name a URL, a file, or - for standard input")
    title, body = read_source(options.source)
    if options.compare:
        _print_comparison(title, body, options.sentences, as_json=options.json)
        return 0
    summary = summarize_text(title, body, ranker=options.ranker)
    sentences = summary.sentences(options.sentences)
    if options.json:
        result = {"title": title, "language": summary.language, "sentences": sentences}
        print(json.dumps(result, ensure_ascii=False))
    else:
        print("\n".join(sentences))
    return 0


def _print_comparison(title: str, body: str, count: int, *, as_json: bool) -> None:
    """Print the sentences of all rankers in the article's order, a column of marks per ranker."""
    summaries = {name: summarize_text(title, body, ranker=name) for name in RANKER_NAMES}
    if as_json:
        language = summaries["default"].language
        shown = {name: summary.sentences(count) for name, summary in summaries.items()}
        result = {"title": title, "language": language, "rankers": shown}
        print(json.dumps(result, ensure_ascii=False))
        return
    places = {
        sentence.position: sentence.text
        for summary in summaries.values()
        for sentence in summary.ranked[:count]
    }
    print("  ".join(RANKER_NAMES))
    for position, text in sorted(places.items()):
        marks = (
            ("×" if text in summaries[name].sentences(count) else "").center(len(name))
            for name in RANKER_NAMES
        )
        print(f"{'  '.join(marks)}  {position + 1}. {text}")

"""Find the regular expressions that an attacker can make slow.

`python -m tests.architecture.redos` checks all patterns of the project.

A backtracking matcher takes time that grows faster than its input where one text can be read in
many ways. `syntax` reads a pattern, `automaton` finds the words that can be repeated to do harm,
`steps` counts what matching such a text costs, `patterns` lists the project's own patterns.
"""

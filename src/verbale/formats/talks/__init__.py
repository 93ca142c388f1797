"""The structured parts of letters in talks: one part is one act, and its content is JSON in its one form.

A file is one noun of docs/spec/talks.md. `acts` reads a part of any of the kinds; what the acts together mean is the
fold of `verbale.practice.talks`.
"""

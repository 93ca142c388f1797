"""The `verbale` command: a module a noun, and in each a function a verb.

`main` is where it begins: it knows every verb's name and one line about it, and imports the rest only when it is asked
for. `verbs` says what a verb and a noun are, `situation` what every verb is told (home, passphrases, officers, form of
the answer), `telling` how an answer, a warning and a refusal are printed. A verb reads its input, calls the use case
that a page would call, and returns a `Told`; only `main.run` ends the process.
"""

"""The state of play of talks, as a pure fold of letters: same letters, same state, whatever their order (law 8).

`letter` reads what a letter says, `ledger` orders letters by their causes, `record` holds what one letter says in
columns and `held` its other acts, `table` gathers what all of them say, `cut` derives what follows from some of them,
`state` is what a caller works with. Nothing here knows a clock, a store or a party's code.
"""

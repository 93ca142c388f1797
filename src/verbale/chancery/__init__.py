"""One institution's node: a Django project, an app a concern.

The storage side stands here: `store` implements the ports of the exchange over the tables of `parties`, `letters`,
`despatch`, `register`, `drafting`, `contents` and `alarms`; `home` is the folder that all of it lies in, `keysafe`
holds the private keys at rest. `setup` opens a home for a command, a page or a worker.

A table is declared as a Django model, which migrations and pages use; the store itself speaks plain SQL through
`sql.Sql` (each app's `rows` module), so that a command starts without Django and a letter costs few statements.
"""

"""The bytes of Verbale: sealed files, signed statements, credence, register proofs and the pouch.

Nothing here knows a clock, a disk, a network or Django. Readers are strict: every length is checked before
use, and whatever is not exactly right is refused with one stable code (see `verbale.formats.errors`).
"""

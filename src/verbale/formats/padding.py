"""Padmé: the length to which a pouch is filled up, so that its length tells little of what is in it.

A padded length is a floating-point number whose mantissa is no longer than its exponent (Nikitin et al., "Reducing
Metadata Leakage from Encrypted Files and Communication with PURBs", 2019): of a length up to n, only O(log log n) bits
show, and less than 12 % is added. What fills the gap, and that a reader checks it, is left to the pouch.
"""


def padded_length(length: int) -> int:
    """The least padded length that holds `length` bytes."""
    if length == 0:
        return 0
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    return -(-length >> low_bits) << low_bits

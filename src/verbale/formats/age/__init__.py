"""Sealed files: the age v1 format (C2SP `age.md`), written and read by ourselves on the provider's primitives.

    header      the text before the payload: stanzas, each holding the file key for somebody, and a MAC
    stream      the payload: chunks of 64 KiB, each authenticated, the last one marked
    hybrid      the stanza to a public key, over the opening keys of a suite
    scrypt      the stanza to a passphrase, for keys at rest
    identity    private and public keys as text (`bech32` underneath)
    sealed      the whole file, sealed and opened as a stream

Any `age` from 1.3 on opens what is sealed here to a key, and any `age` at all what is sealed to a passphrase. Only
the binary form is read and written, never the ASCII armour. Other kinds of stanza are passed over, as the format asks.
"""

"""Makes the published test vectors of the formats, `tests/vectors/*.json`.

recorded     what the primitives drew at random once, so that the same vectors come out again
operations   what is done with a vector's input: shared with the test that runs the vectors
sheets       how a vector is written down
texts, sealing, identity, letters, registers, pouches    the vectors, format by format
"""

"""The delivery endpoint: what a chancery answers to the network before anybody is known.

    POST /pouch     takes a pouch; the answer's body is the reply pouch
    GET /credence   the letter of credence, to be compared by its words
    GET /health     whether the machine does its work, for a supervisor
    GET /metrics    figures, for the operator on the loopback

It stands before the pages and knows nothing of them: no session, no cookie, no form. A stranger costs little: the
frame of the request, the rate of its source and the place in the house are looked at before the first byte of the
body is read, and the body's first block decides whether the rest is. Source: protocol §4; rows W01, W02, W06.
"""

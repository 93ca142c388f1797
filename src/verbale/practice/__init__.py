"""Meaning: what a set of signed statements amounts to. Pure folds, without clock, disk, network or Django."""

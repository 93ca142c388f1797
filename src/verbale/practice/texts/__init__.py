"""Negotiating texts: points, brackets, words, and how two versions differ. Pure: nothing here knows where a text lies.

A text keeps its source. Everything else is read out of it by rule, the same at every chancery, and never written back:
a malformed bracket stays as it is and is named. Source: practice §6 and §7; docs/spec/texts.md.
"""

"""The pages of the node: rooms, their views, templates and the one stylesheet.

A view reads the request, calls the same use case that the command line calls, and shows a value of `reading`. Nothing
here decides what a letter means or writes into the record by itself.
"""

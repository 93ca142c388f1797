"""The views, a module a room. A view reads the request, calls a use case or a filler, and shows a value."""

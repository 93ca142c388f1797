"""How the documents become pages: Sphinx reads Markdown, furo draws; every warning is an error (`make docs`)."""

from verbale import __version__

project = "Verbale"
author = "the Verbale project"
copyright = author
release = __version__
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["pictures"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header"]

html_theme = "furo"
html_title = f"Verbale {release}"
html_copy_source = False
html_show_sphinx = False
nitpicky = True

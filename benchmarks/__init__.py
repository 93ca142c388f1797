"""The numbers of the project beside those of its peers, measured in one run on one machine (`make bench`)."""

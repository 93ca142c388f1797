"""Verbale: a chancery in software, for formal letters between institutions that share no operator."""

__version__ = "0.1.0"

"""Trials for the project and its users: a memory store, a sham suite, a world of many chanceries, faults, a clock."""

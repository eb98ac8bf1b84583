"""Measurements that take minutes: run by hand, with their results as JSON."""

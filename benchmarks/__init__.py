"""Benchmarks: ratios against a baseline taken in the same run, never a clock in a test."""

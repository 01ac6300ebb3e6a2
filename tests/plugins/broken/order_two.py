"""Wants to stand behind the other, which wants the same."""

load_after = ("order_one",)

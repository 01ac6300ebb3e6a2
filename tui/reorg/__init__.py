"""Reorganisation acts on the screen: what each kind asks for, how it reads, and what it would do."""

"""The accountability ladder: facts, measures proposed from them by rules, decided by people, open to appeal; and honours."""

"""Websites and new-media accounts: what is judged by the publications on record, and what a person looks at."""

"""What is printed of scores: the book of results, charts and the heat map."""

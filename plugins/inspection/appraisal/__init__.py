"""What the public says: surveys with their aspects and ranks, channels for complaints, and the types of problems."""

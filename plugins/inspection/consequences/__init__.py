"""What follows from findings and scores: orders to put right, the accountability ladder, honours."""

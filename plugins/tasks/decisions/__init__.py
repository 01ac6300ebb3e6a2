"""Major decisions with the steps of their type, and responses to public concern and emergencies."""

"""Work plans: read from documents and sheets, issued to units, scheduled backwards, followed and proved."""

"""Looking at what is to be decided: old and new text side by side, one record after the other."""

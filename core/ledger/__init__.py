"""The one door for writes: changes, the chain, history, undo, verification."""

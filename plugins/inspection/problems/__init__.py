"""Types of problems, to which kinds of findings belong; and the checks for sham disclosure and faults of approval."""

"""Cases of the hotline, the mailbox, letters and visits: seven steps in a closed loop, with a clock for each round."""

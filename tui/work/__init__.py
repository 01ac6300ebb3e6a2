"""Work and its clocks on the screen: a board of stages, a month of due dates, who is behind."""

"""What can be said of a run when it is over: its figures, what is wrong with them, and reports for people."""

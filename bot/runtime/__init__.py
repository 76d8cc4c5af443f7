"""What the program stands on: one thread for transactions, the lease, a process beside it, logs."""

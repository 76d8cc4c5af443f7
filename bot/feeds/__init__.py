"""Warning sources that are polled: each is one more speaker, whose words walk the corridor as commands of the clock."""

"""Behind resource requests: which one is meant, how a change of it is kept, and in which words it is read."""

"""Behind reports: what is owed, which facts they are made of, and when the clock asks for one."""

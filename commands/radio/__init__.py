"""Behind the frequency desk: the words of radio, the plan that is worked on, tables that come in, files that go out."""

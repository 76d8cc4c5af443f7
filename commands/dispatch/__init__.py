"""One typed line → replies: which verb is meant, whether it is one at all, the help, and what is asked first."""

"""Roll calls (personnel accountability reports): called, answered, overdue, and what an answer means."""

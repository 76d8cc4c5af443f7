"""How ready a region is: markers, goals, people's qualifications, assistance, circuits and priority services."""

"""Who is here, and are they safe: check-in, status, roll calls, emergencies, demobilization, watches."""

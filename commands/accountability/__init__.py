"""Behind the nouns of people: positions that change hands, rooms that are linked, roll calls that are answered."""

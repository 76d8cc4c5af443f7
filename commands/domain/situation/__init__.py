"""Reports of conditions, and the situation report, shift summary and board that are made of facts."""

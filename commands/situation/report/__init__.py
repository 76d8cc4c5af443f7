"""Reports of conditions, actions and needs (CAN), of lifelines, and who owes one."""

"""What warning sources say of the incident's area, and drafts of warnings for those who may send them."""

"""What a region owns before an incident begins: agencies, assets, who may see them, and who can talk to whom."""

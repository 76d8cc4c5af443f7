"""What serves the nouns of a region: places read and shown, assets found, seen and counted, tables in and out."""

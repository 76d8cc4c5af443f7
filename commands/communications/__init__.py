"""Radio and what is said by radio: the frequency desk, traffic, patches, radio caches."""

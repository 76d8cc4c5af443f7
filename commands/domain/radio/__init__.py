"""Channels, plans and the rules of radio: bands, tones, intermodulation, interference."""

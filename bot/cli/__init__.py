"""The parts of the ``netcontrol`` command line."""

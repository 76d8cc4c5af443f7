"""The record on paper: what each form, packet and report is made of."""

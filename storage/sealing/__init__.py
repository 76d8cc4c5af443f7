"""The record under seal: what a row's digest is, the chain of seals, its checkpoints, and the proof of all of them."""

"""A request for resources on its way: asked, approved, ordered, filled, here, gone back."""

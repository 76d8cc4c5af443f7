"""Alerts: what stands here, the area and its sources, and drafts."""

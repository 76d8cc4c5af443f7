"""Slack: one account is one app in one workspace, heard over Socket Mode and spoken to over the Web API."""

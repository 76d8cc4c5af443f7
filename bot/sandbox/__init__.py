"""What the demo starts: a local Slack workspace, a local homeserver and a page to type in."""

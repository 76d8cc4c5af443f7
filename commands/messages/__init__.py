"""What is said to somebody and has to arrive: messages, announcements, actions, acknowledgements."""

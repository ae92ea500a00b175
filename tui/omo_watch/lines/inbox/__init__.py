"""The Inbox: what needs a person, whole, with what can be done about it."""

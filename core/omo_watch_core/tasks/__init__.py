"""The rules of background tasks as pure functions: the newest generation of the task manager."""

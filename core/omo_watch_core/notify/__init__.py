"""What people are told who do not look at the screen: by which rule, when, and in which words."""

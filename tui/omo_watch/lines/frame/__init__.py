"""What stands around every page: header, footer, and the lines in which one types."""

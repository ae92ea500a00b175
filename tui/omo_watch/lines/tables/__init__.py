"""What the tables of all tabs share: columns side by side, the edge of a row, heads."""

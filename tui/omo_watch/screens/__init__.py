"""What fills the terminal: pages and the modals above them."""

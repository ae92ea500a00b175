"""The core of omo-watch: what is known about OpenCode servers, and what may be done to them."""

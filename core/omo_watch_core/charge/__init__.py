"""Who acts on a failing model: what the engine wants becomes an action, an offer or nothing.

The engine knows no server; this room hears for it what the folded events mean, asks what it
wants asked, and stands between it and everything that would change a server.
"""

"""Leases: a model that holds for sessions until something ends it.

The state's journal keeps them; here they begin, are counted, end, and are said in words. What
brings a session back to its leased model is the engine's step, which prefers that model.
"""

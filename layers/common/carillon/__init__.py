"""Carillon: notifications you own. The application package every function shares through the common layer."""

import gc

gc.set_threshold(20_000)
"""What a function imports stays as long as it lives: with Python's own threshold, hundreds of new objects, the collector goes
through all of it again and again, a twentieth of a cold start.
"""

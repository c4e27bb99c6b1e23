"""Carillon: notifications you own. The application package every function shares through the common layer."""

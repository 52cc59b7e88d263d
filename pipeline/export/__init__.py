"""Datasets for others: what is chosen, what becomes of it, and a folder that appears whole or not at all."""

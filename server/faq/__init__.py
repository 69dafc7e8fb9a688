"""Frequent questions: what staff write and publish, kiosks show, and how it is used."""

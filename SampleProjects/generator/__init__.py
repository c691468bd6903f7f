"""Seeded pictures of parts: metal surfaces and fasteners."""

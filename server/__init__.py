"""The central server: titles, copies, patrons and loans in one place, behind a documented HTTP API."""

"""Where rows lie: PostgreSQL, its tables and migrations."""

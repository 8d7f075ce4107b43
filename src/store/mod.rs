//! The rows: one `Store` over SQLite and PostgreSQL; every query belongs to a workspace.

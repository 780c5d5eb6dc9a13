"""Projects on disk: the project file, its backups, and the session copy that survives a crash."""

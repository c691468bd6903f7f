extension Schema {
    /// What is known of the images' files: when they were last looked at, and what is wrong with them.
    static let files = """
        -- The size and time of change with which the content hash was taken: an unchanged file is not read again.
        CREATE TABLE image_file (
            image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE RESTRICT,
            bytes INTEGER NOT NULL CHECK (bytes >= 0),
            modified INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE image_problem (
            image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE RESTRICT,
            kind TEXT NOT NULL CHECK (kind IN ('missing', 'unreadable', 'damaged', 'unsupported', 'too-large')),
            detail TEXT NOT NULL,
            noted_at INTEGER NOT NULL
        ) STRICT;
        """
}

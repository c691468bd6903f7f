extension Schema {
    /// Random views of labelled images are a kind of rows of their own. SQLite changes no CHECK in place: the two tables are made
    /// anew around their rows.
    static let views = """
        CREATE TABLE feature_segment_with_views (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            set_id INTEGER NOT NULL REFERENCES feature_set (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('image', 'pooled', 'tokens', 'views', 'text', 'projection')),
            file TEXT NOT NULL UNIQUE CHECK (length(file) > 0 AND file NOT GLOB '*/*'),
            rows INTEGER NOT NULL CHECK (rows > 0),
            row_length INTEGER NOT NULL CHECK (row_length > 0),
            CHECK (kind NOT IN ('image', 'pooled', 'tokens', 'views') OR rows <= 4096)
        ) STRICT;
        INSERT INTO feature_segment_with_views SELECT id, set_id, kind, file, rows, row_length FROM feature_segment;
        DROP TABLE feature_segment;
        ALTER TABLE feature_segment_with_views RENAME TO feature_segment;
        CREATE UNIQUE INDEX feature_segment_single ON feature_segment (set_id, kind)
            WHERE kind IN ('text', 'projection');

        CREATE TABLE feature_row_with_views (
            set_id INTEGER NOT NULL REFERENCES feature_set (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('image', 'pooled', 'tokens', 'views')),
            image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE RESTRICT,
            segment_id INTEGER NOT NULL REFERENCES feature_segment (id) ON DELETE CASCADE,
            row INTEGER NOT NULL CHECK (row >= 0),
            PRIMARY KEY (set_id, kind, image_id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO feature_row_with_views SELECT set_id, kind, image_id, segment_id, row FROM feature_row;
        DROP TABLE feature_row;
        ALTER TABLE feature_row_with_views RENAME TO feature_row;
        CREATE UNIQUE INDEX feature_row_segment ON feature_row (segment_id, row);
        """
}

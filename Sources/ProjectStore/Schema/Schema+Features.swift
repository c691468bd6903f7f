extension Schema {
    /// Which feature files there are, and which of their rows belongs to which image.
    static let features = """
        CREATE TABLE feature_set (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL UNIQUE CHECK (length(key) > 0),
            origin TEXT NOT NULL CHECK (origin IN ('imported', 'encoder')),
            width INTEGER NOT NULL CHECK (width > 0),
            logit_scale REAL NOT NULL CHECK (logit_scale > 0),
            created_at INTEGER NOT NULL,
            is_current INTEGER NOT NULL CHECK (is_current IN (0, 1))
        ) STRICT;
        CREATE UNIQUE INDEX feature_set_current ON feature_set (is_current) WHERE is_current = 1;

        -- The layout of one row of pooled or tokens: level after level, rows × width floats each.
        CREATE TABLE feature_level (
            set_id INTEGER NOT NULL REFERENCES feature_set (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('pooled', 'tokens')),
            level INTEGER NOT NULL CHECK (level >= 0),
            rows INTEGER NOT NULL CHECK (rows > 0),
            width INTEGER NOT NULL CHECK (width > 0),
            PRIMARY KEY (set_id, kind, level)
        ) STRICT, WITHOUT ROWID;

        -- One immutable file. row_length is the number of floats of one row.
        CREATE TABLE feature_segment (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            set_id INTEGER NOT NULL REFERENCES feature_set (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('image', 'pooled', 'tokens', 'text', 'projection')),
            file TEXT NOT NULL UNIQUE CHECK (length(file) > 0 AND file NOT GLOB '*/*'),
            rows INTEGER NOT NULL CHECK (rows > 0),
            row_length INTEGER NOT NULL CHECK (row_length > 0),
            CHECK (kind NOT IN ('image', 'pooled', 'tokens') OR rows <= 4096)
        ) STRICT;
        CREATE UNIQUE INDEX feature_segment_single ON feature_segment (set_id, kind)
            WHERE kind IN ('text', 'projection');

        CREATE TABLE feature_row (
            set_id INTEGER NOT NULL REFERENCES feature_set (id) ON DELETE CASCADE,
            kind TEXT NOT NULL CHECK (kind IN ('image', 'pooled', 'tokens')),
            image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE RESTRICT,
            segment_id INTEGER NOT NULL REFERENCES feature_segment (id) ON DELETE CASCADE,
            row INTEGER NOT NULL CHECK (row >= 0),
            PRIMARY KEY (set_id, kind, image_id)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX feature_row_segment ON feature_row (segment_id, row);

        -- The classes of the text rows; prompts is the text that was embedded, one prompt a line, empty where it is unknown.
        CREATE TABLE feature_class (
            segment_id INTEGER NOT NULL REFERENCES feature_segment (id) ON DELETE CASCADE,
            row INTEGER NOT NULL CHECK (row >= 0),
            name TEXT NOT NULL CHECK (length(name) > 0),
            prompts TEXT NOT NULL,
            PRIMARY KEY (segment_id, row),
            UNIQUE (segment_id, name)
        ) STRICT, WITHOUT ROWID;
        """
}

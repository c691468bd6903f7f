extension Schema {
    /// What feature files and estimators held. taken_at is NULL where that is what was written; else it is when a file of an older
    /// version was first looked at, which says nothing about the time before.
    static let checksums = """
        CREATE TABLE feature_checksum (
            segment_id INTEGER PRIMARY KEY REFERENCES feature_segment (id) ON DELETE CASCADE,
            bytes INTEGER NOT NULL CHECK (bytes > 0),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
            taken_at INTEGER
        ) STRICT;

        CREATE TABLE estimator_checksum (
            estimator_id INTEGER PRIMARY KEY REFERENCES estimator (id) ON DELETE CASCADE,
            bytes INTEGER NOT NULL CHECK (bytes > 0),
            sha256 TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
            taken_at INTEGER
        ) STRICT;
        """
}

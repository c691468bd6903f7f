extension Schema {
    /// What is worth knowing of an image's file although there is a picture in it. It stays while the file is missing, which is a
    /// problem of its own.
    static let remarks = """
        CREATE TABLE image_remark (
            image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE RESTRICT,
            kind TEXT NOT NULL CHECK (kind IN ('in-doubt', 'flawed')),
            detail TEXT NOT NULL,
            noted_at INTEGER NOT NULL
        ) STRICT;

        -- An older reader refused files that are whole pictures: they are looked at again.
        DELETE FROM image_problem WHERE kind = 'damaged';
        """
}

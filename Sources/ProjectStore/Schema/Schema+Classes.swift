extension Schema {
    /// What became of the classes, and the project file that goes with it.
    static let classes = """
        -- One command. The store changes first and miwake.yaml after it: as long as is_written is 0, file_after has yet to
        -- take the place of file_before.
        CREATE TABLE class_change (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            who TEXT NOT NULL,
            made_at INTEGER NOT NULL,
            file_before TEXT NOT NULL,
            file_after TEXT NOT NULL,
            is_written INTEGER NOT NULL CHECK (is_written IN (0, 1))
        ) STRICT;

        CREATE TABLE class_event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            change_id INTEGER NOT NULL REFERENCES class_change (id) ON DELETE RESTRICT,
            class_id INTEGER NOT NULL REFERENCES class (id) ON DELETE RESTRICT,
            kind TEXT NOT NULL CHECK (kind IN ('added', 'renamed', 'merged', 'retired', 'restored', 'reordered')),
            into_id INTEGER REFERENCES class (id) ON DELETE RESTRICT CHECK (into_id <> class_id),
            old_name TEXT,
            new_name TEXT,
            CHECK ((kind = 'merged') = (into_id IS NOT NULL)),
            CHECK ((kind = 'renamed') = (old_name IS NOT NULL AND new_name IS NOT NULL))
        ) STRICT;

        -- The labels that a merged class gave away: answer_id is the edit that first gave the label, which stands.
        CREATE TABLE merged_label (
            class_event_id INTEGER NOT NULL REFERENCES class_event (id) ON DELETE RESTRICT,
            image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE RESTRICT,
            answer_id INTEGER NOT NULL REFERENCES label_event (id) ON DELETE RESTRICT,
            PRIMARY KEY (class_event_id, image_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER class_history_is_not_rewritten BEFORE UPDATE ON class_event
        BEGIN SELECT RAISE(ABORT, 'the history of the classes only grows'); END;
        CREATE TRIGGER class_history_is_not_shortened BEFORE DELETE ON class_event
        BEGIN SELECT RAISE(ABORT, 'the history of the classes only grows'); END;
        """
}

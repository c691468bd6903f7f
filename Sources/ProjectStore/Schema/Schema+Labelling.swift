extension Schema {
    /// Classes, images, the audit reserve, prompts, edits and what they amount to, estimators, settings.
    static let labelling = """
        PRAGMA application_id = \(applicationID);

        -- position is NULL for a class that was taken out of the project: the log still names it.
        CREATE TABLE class (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE CHECK (length(trim(name)) > 0),
            position INTEGER UNIQUE CHECK (position >= 0)
        ) STRICT;

        -- reserve_rank is the order in which the audit reserve is asked; NULL for all other images.
        CREATE TABLE image (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            path TEXT NOT NULL UNIQUE CHECK (length(path) > 0),
            content_hash TEXT CHECK (length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*'),
            "group" TEXT CHECK (length("group") > 0),
            source TEXT CHECK (length(source) > 0),
            reserve_rank INTEGER UNIQUE CHECK (reserve_rank >= 0)
        ) STRICT;

        CREATE TABLE reserve_draw (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seed INTEGER NOT NULL,
            fraction REAL NOT NULL CHECK (fraction BETWEEN 0 AND 0.5),
            maximum INTEGER NOT NULL CHECK (maximum >= 0),
            pool INTEGER NOT NULL CHECK (pool > 0),
            drawn_at INTEGER NOT NULL
        ) STRICT;

        CREATE TRIGGER reserve_stays_as_drawn BEFORE UPDATE OF reserve_rank ON image
        WHEN EXISTS (SELECT 1 FROM reserve_draw)
        BEGIN SELECT RAISE(ABORT, 'the audit reserve stays as it was drawn'); END;

        CREATE TRIGGER reserve_takes_no_newcomers BEFORE INSERT ON image
        WHEN NEW.reserve_rank IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'the audit reserve is drawn, not inserted'); END;

        CREATE TRIGGER reserve_draw_is_final BEFORE UPDATE ON reserve_draw
        BEGIN SELECT RAISE(ABORT, 'the audit reserve is drawn once'); END;

        CREATE TRIGGER reserve_draw_is_kept BEFORE DELETE ON reserve_draw
        BEGIN SELECT RAISE(ABORT, 'the audit reserve is drawn once'); END;

        -- One row a training round; plain CLIP is round 0 and has no row.
        CREATE TABLE estimator (
            id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
            file TEXT NOT NULL UNIQUE CHECK (length(file) > 0),
            recipe TEXT NOT NULL CHECK (length(recipe) > 0),
            mode TEXT NOT NULL CHECK (mode IN ('pooled', 'tokens')),
            created_at INTEGER NOT NULL,
            labels_hash TEXT NOT NULL,
            labels INTEGER NOT NULL CHECK (labels >= 0),
            warm_start_id INTEGER REFERENCES estimator (id) ON DELETE RESTRICT CHECK (warm_start_id < id),
            steps INTEGER NOT NULL CHECK (steps >= 0),
            seed INTEGER NOT NULL,
            feature_key TEXT NOT NULL CHECK (length(feature_key) > 0)
        ) STRICT;

        -- The columns of the estimator's matrices, and how many labels of each class it saw.
        CREATE TABLE estimator_class (
            estimator_id INTEGER NOT NULL REFERENCES estimator (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            class_id INTEGER NOT NULL REFERENCES class (id) ON DELETE RESTRICT,
            labels INTEGER NOT NULL CHECK (labels >= 0),
            PRIMARY KEY (estimator_id, position),
            UNIQUE (estimator_id, class_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE prompt (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE RESTRICT,
            partner_id INTEGER REFERENCES image (id) ON DELETE RESTRICT CHECK (partner_id <> image_id),
            role TEXT NOT NULL CHECK (role IN ('asked', 'partner', 'audit', 'repeat')),
            order_name TEXT NOT NULL,
            probability REAL NOT NULL CHECK (probability > 0 AND probability <= 1),
            estimator_id INTEGER REFERENCES estimator (id) ON DELETE RESTRICT,
            shown_at INTEGER NOT NULL,
            peeked INTEGER NOT NULL CHECK (peeked IN (0, 1)),
            side TEXT CHECK (side IN ('left', 'right')),
            belief_class_id INTEGER REFERENCES class (id) ON DELETE RESTRICT,
            belief REAL CHECK (belief BETWEEN 0 AND 1),
            CHECK ((belief_class_id IS NULL) = (belief IS NULL))
        ) STRICT;
        CREATE INDEX prompt_image ON prompt (image_id);

        CREATE TABLE prompt_candidate (
            prompt_id INTEGER NOT NULL REFERENCES prompt (id) ON DELETE RESTRICT,
            position INTEGER NOT NULL CHECK (position >= 0),
            class_id INTEGER NOT NULL REFERENCES class (id) ON DELETE RESTRICT,
            PRIMARY KEY (prompt_id, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER prompt_asks_as_its_role_says BEFORE INSERT ON prompt
        WHEN (NEW.role = 'audit') <> (SELECT reserve_rank IS NOT NULL FROM image WHERE id = NEW.image_id)
        BEGIN SELECT RAISE(ABORT, 'audit prompts, and only they, ask for images of the reserve'); END;

        CREATE TRIGGER prompt_partner_is_not_reserved BEFORE INSERT ON prompt
        WHEN NEW.role <> 'partner' AND (SELECT reserve_rank IS NOT NULL FROM image WHERE id = NEW.partner_id)
        BEGIN SELECT RAISE(ABORT, 'an image of the audit reserve is never a partner'); END;

        -- previous_event_id is the event behind what the image was before: undo leads back to it.
        CREATE TABLE label_event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE RESTRICT,
            kind TEXT NOT NULL CHECK (kind IN ('review', 'flag')),
            from_review TEXT CHECK (from_review IN ('unseen', 'labelled', 'unsure', 'none', 'unusable', 'skipped')),
            from_class_id INTEGER REFERENCES class (id) ON DELETE RESTRICT,
            to_review TEXT CHECK (to_review IN ('unseen', 'labelled', 'unsure', 'none', 'unusable', 'skipped')),
            to_class_id INTEGER REFERENCES class (id) ON DELETE RESTRICT,
            from_flag INTEGER CHECK (from_flag IN (0, 1)),
            to_flag INTEGER CHECK (to_flag IN (0, 1)),
            origin TEXT NOT NULL CHECK (origin IN ('answer', 'undo', 'redo', 'command', 'imported')),
            who TEXT NOT NULL,
            made_at INTEGER NOT NULL,
            latency_ms INTEGER CHECK (latency_ms >= 0),
            prompt_id INTEGER REFERENCES prompt (id) ON DELETE RESTRICT,
            previous_event_id INTEGER REFERENCES label_event (id) ON DELETE RESTRICT,
            reverses_event_id INTEGER REFERENCES label_event (id) ON DELETE RESTRICT,
            CHECK ((kind = 'review') = (from_review IS NOT NULL AND to_review IS NOT NULL)),
            CHECK ((kind = 'flag') = (from_flag IS NOT NULL AND to_flag IS NOT NULL)),
            CHECK ((from_review IS 'labelled') = (from_class_id IS NOT NULL)),
            CHECK ((to_review IS 'labelled') = (to_class_id IS NOT NULL)),
            CHECK (origin <> 'answer' OR prompt_id IS NOT NULL),
            CHECK ((origin IN ('undo', 'redo')) = (reverses_event_id IS NOT NULL))
        ) STRICT;
        CREATE INDEX label_event_image ON label_event (image_id);

        CREATE TRIGGER log_is_not_rewritten BEFORE UPDATE ON label_event
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
        CREATE TRIGGER log_is_not_shortened BEFORE DELETE ON label_event
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
        CREATE TRIGGER prompts_are_not_rewritten BEFORE UPDATE ON prompt
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
        CREATE TRIGGER prompts_are_not_removed BEFORE DELETE ON prompt
        BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;

        -- What holds now; an image without a row is unseen. event_id is the edit that first gave this answer, also after
        -- it was undone and made again.
        CREATE TABLE review (
            image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE RESTRICT,
            kind TEXT NOT NULL CHECK (kind IN ('labelled', 'unsure', 'none', 'unusable', 'skipped')),
            class_id INTEGER REFERENCES class (id) ON DELETE RESTRICT,
            event_id INTEGER NOT NULL REFERENCES label_event (id) ON DELETE RESTRICT,
            CHECK ((kind = 'labelled') = (class_id IS NOT NULL))
        ) STRICT;
        CREATE INDEX review_class ON review (class_id);

        CREATE TABLE flag (
            image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE RESTRICT
        ) STRICT;

        -- The edits that undo and redo walk along: done ones first, undone ones after them.
        CREATE TABLE edit_step (
            position INTEGER PRIMARY KEY,
            event_id INTEGER NOT NULL UNIQUE REFERENCES label_event (id) ON DELETE RESTRICT,
            is_undone INTEGER NOT NULL CHECK (is_undone IN (0, 1))
        ) STRICT;

        CREATE TABLE setting (
            name TEXT PRIMARY KEY CHECK (length(name) > 0),
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}

extension Schema {
    /// Which labels a round learnt from, so that a change of them can be told from an answer that changes nothing.
    static let trainingSets = """
        -- Of the rounds whose weights are kept.
        CREATE TABLE estimator_label (
            estimator_id INTEGER NOT NULL REFERENCES estimator (id) ON DELETE CASCADE,
            image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE RESTRICT,
            class_id INTEGER NOT NULL REFERENCES class (id) ON DELETE RESTRICT,
            PRIMARY KEY (estimator_id, image_id)
        ) STRICT, WITHOUT ROWID;

        -- An older store did not keep them: what its latest round learnt from stands in the log, as of the moment when the
        -- round was made.
        INSERT INTO estimator_label (estimator_id, image_id, class_id)
        SELECT round.id, event.image_id, event.to_class_id
        FROM label_event AS event
        JOIN (SELECT id, created_at, labels FROM estimator ORDER BY id DESC LIMIT 1) AS round ON round.labels > 0
        JOIN image ON image.id = event.image_id AND image.reserve_rank IS NULL
        WHERE event.to_review = 'labelled' AND event.id = (
            SELECT max(id) FROM label_event AS latest
            WHERE latest.image_id = event.image_id AND latest.kind = 'review' AND latest.made_at <= round.created_at);
        """
}

internal import GRDB
package import ProjectModel

extension ProjectStore {
    static func insert(_ prompt: Prompt, _ database: Database) throws -> PromptID {
        guard prompt.probability > 0, prompt.probability <= 1 else {
            throw StoreError.badProbability(prompt.probability)
        }
        try checkReserve(prompt, database)
        let estimator = prompt.estimator.rawValue == 0 ? nil : prompt.estimator.rawValue
        if let estimator,
            try Bool.fetchOne(database, sql: "SELECT 1 FROM estimator WHERE id = ?", arguments: [estimator]) == nil
        {
            throw StoreError.unknownEstimator(prompt.estimator)
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO prompt (
                    image_id, partner_id, role, order_name, probability, estimator_id, shown_at, peeked, side,
                    belief_class_id, belief)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            prompt.image.rawValue, prompt.partner?.rawValue, prompt.role.rawValue, prompt.order, prompt.probability,
            estimator, prompt.shownAt.milliseconds, prompt.wasPeeked, prompt.side?.rawValue,
            prompt.belief?.label.rawValue, prompt.belief?.probability,
        ])
        let id = PromptID(database.lastInsertedRowID)
        let candidate = try database.cachedStatement(
            sql: "INSERT INTO prompt_candidate (prompt_id, position, class_id) VALUES (?, ?, ?)")
        for (position, label) in prompt.candidates.enumerated() {
            try candidate.execute(arguments: [id.rawValue, position, label.rawValue])
        }
        return id
    }

    static func existing(_ id: PromptID, _ database: Database) throws -> PromptID {
        guard try Bool.fetchOne(database, sql: "SELECT 1 FROM prompt WHERE id = ?", arguments: [id.rawValue]) != nil
        else { throw StoreError.unknownPrompt(id) }
        return id
    }

    /// The schema's triggers say the same; here it becomes an error with facts.
    private static func checkReserve(_ prompt: Prompt, _ database: Database) throws {
        func isReserved(_ image: ImageID) throws -> Bool {
            let reserved = try Bool.fetchOne(
                database, sql: "SELECT reserve_rank IS NOT NULL FROM image WHERE id = ?", arguments: [image.rawValue])
            guard let reserved else { throw StoreError.unknownImage(image) }
            return reserved
        }
        guard try isReserved(prompt.image) == (prompt.role == .audit) else {
            throw StoreError.promptAgainstReserve(prompt.image, role: prompt.role)
        }
        guard let partner = prompt.partner else { return }
        // The partner of a partner is the picture that was asked, which may be an audit's.
        if try isReserved(partner), prompt.role != .partner {
            throw StoreError.promptAgainstReserve(partner, role: .partner)
        }
    }

    /// The prompts of the log in the order in which they were logged, a page at a time.
    package func prompts(after last: PromptID? = nil, limit: Int) throws(StoreError) -> [LoggedPrompt] {
        try read { database in
            try Self.prompts(
                database, where: "id > ? ORDER BY id LIMIT ?", arguments: [last?.rawValue ?? 0, max(0, limit)])
        }
    }

    package func prompt(_ id: PromptID) throws(StoreError) -> Prompt {
        let prompt = try read { database in
            try Self.prompts(database, where: "id = ?", arguments: [id.rawValue]).first?.prompt
        }
        guard let prompt else { throw .unknownPrompt(id) }
        return prompt
    }

    static func prompts(
        _ database: Database, where condition: String, arguments: StatementArguments
    ) throws -> [LoggedPrompt] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT id, image_id, partner_id, role, order_name, probability, estimator_id, shown_at, peeked, side,
                    belief_class_id, belief
                FROM prompt WHERE \(condition)
                """,
            arguments: arguments)
        let candidates = try database.cachedStatement(
            sql: "SELECT class_id FROM prompt_candidate WHERE prompt_id = ? ORDER BY position")
        return try rows.map { row in
            let id = try row.integer(0)
            let belief: Belief? = try row.optionalInteger(10).map {
                Belief(ClassID($0), probability: try row.number(11))
            }
            let side: Prompt.Side? = row.isNull(9) ? nil : try row.word(9)
            return LoggedPrompt(
                id: PromptID(id),
                prompt: Prompt(
                    image: ImageID(try row.integer(1)), partner: try row.optionalInteger(2).map { ImageID($0) },
                    role: try row.word(3), order: try row.text(4), probability: try row.number(5),
                    estimator: EstimatorID(try row.optionalInteger(6) ?? 0),
                    candidates: try Int64.fetchAll(candidates, arguments: [id]).map { ClassID($0) },
                    shownAt: try row.date(7), wasPeeked: try row.flag(8), side: side, belief: belief))
        }
    }
}

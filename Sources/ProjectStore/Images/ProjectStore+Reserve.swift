package import Foundation
internal import GRDB
internal import LinearAlgebra
package import ProjectModel

/// How the audit reserve was drawn.
package struct ReserveDraw: Sendable, Equatable {
    package var seed: UInt64
    package var fraction: Double
    package var maximum: Int
    /// How many images it was drawn from.
    package var pool: Int
    package var drawnAt: Date

    /// Paths in the order in which a seed draws them: Fisher and Yates over the paths in byte order.
    package static func order(of paths: [String], seed: UInt64) -> [String] {
        var generator = SeededGenerator(seed: seed)
        return generator.shuffled(paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
}

extension ProjectStore {
    /// Puts the audit reserve aside: a uniform draw without replacement, once in a project's life.
    ///
    /// The draw depends on the seed and the set of paths only, not on the order in which images were added. Images added
    /// later join the pool and never the reserve, which so stays a fair sample of the images that were there when it was
    /// drawn, and of nothing else.
    ///
    /// - Returns: the reserve in the order in which it will be asked.
    package func drawReserve(
        fraction: Double, maximum: Int, seed: UInt64, now: Date
    ) throws(StoreError) -> [ImageID] {
        guard (0...0.5).contains(fraction), maximum >= 0 else {
            throw .badReserve(fraction: fraction, maximum: maximum)
        }
        return try write { database in
            guard try Self.reserveDraw(database) == nil else { throw StoreError.reserveAlreadyDrawn }
            let pool = try String.fetchAll(database, sql: "SELECT path FROM image")
            guard !pool.isEmpty else { throw StoreError.noImages }
            let count = min(maximum, Int((fraction * Double(pool.count)).rounded()))
            let drawn = ReserveDraw.order(of: pool, seed: seed).prefix(count)
            let update = try database.makeStatement(sql: "UPDATE image SET reserve_rank = ? WHERE path = ?")
            for (rank, path) in drawn.enumerated() { try update.execute(arguments: [rank, path]) }
            try database.execute(
                sql: """
                    INSERT INTO reserve_draw (id, seed, fraction, maximum, pool, drawn_at) VALUES (1, ?, ?, ?, ?, ?)
                    """,
                arguments: [Int64(bitPattern: seed), fraction, maximum, pool.count, now.milliseconds])
            return try Self.reserve(database)
        }
    }

    /// The audit reserve in the order in which it is asked; empty before it is drawn.
    package func reserve() throws(StoreError) -> [ImageID] {
        try read(Self.reserve)
    }

    private static func reserve(_ database: Database) throws -> [ImageID] {
        try Int64.fetchAll(
            database, sql: "SELECT id FROM image WHERE reserve_rank IS NOT NULL ORDER BY reserve_rank"
        ).map { ImageID($0) }
    }

    /// How the reserve was drawn; nil before.
    package func reserveDraw() throws(StoreError) -> ReserveDraw? {
        try read(Self.reserveDraw)
    }

    private static func reserveDraw(_ database: Database) throws -> ReserveDraw? {
        try Row.fetchOne(database, sql: "SELECT seed, fraction, maximum, pool, drawn_at FROM reserve_draw").map { row in
            ReserveDraw(
                seed: UInt64(bitPattern: try row.integer(0)), fraction: try row.number(1), maximum: try row.count(2),
                pool: try row.count(3), drawnAt: try row.date(4))
        }
    }
}

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

    /// Draws about `count` paths, those that belong together with each other.
    ///
    /// - Parameter relatives: every path, with one that names those it belongs to.
    static func draw(
        _ count: Int, atMost maximum: Int, from relatives: [ImagePath: ImagePath], seed: UInt64
    ) -> [String] {
        let members = Dictionary(grouping: relatives.keys, by: { relatives[$0] ?? $0 }).mapValues { paths in
            paths.sorted().map(\.text)
        }
        let groups = order(of: members.keys.map(\.text), seed: seed).map { members[ImagePath($0)] ?? [] }
        let limit = min(maximum, count + count / overshoot)
        var drawn: [String] = []
        for group in groups where drawn.count < count && drawn.count + group.count <= limit { drawn += group }
        if drawn.isEmpty, count > 0 {
            // Nearer to the size asked for with it than with nothing.
            drawn = groups.first { $0.count < 2 * count && $0.count <= maximum } ?? []
        }
        return drawn
    }

    /// A last group may make the reserve larger than asked for by one part in so many.
    private static let overshoot = 4
}

extension ProjectStore {
    /// Puts the audit reserve aside: a uniform draw without replacement, once in a project's life. Images that show the same thing
    /// are drawn together or not at all: those of one group, byte-equal ones, and those that `joined` names.
    ///
    /// Groups join in an order drawn by the seed until the reserve is as large as asked for; one with which it would be more than a
    /// quarter larger, or larger than the maximum, is passed over. Where all are as large as that, the first one joins that is
    /// smaller than twice the size asked for. A group that is passed over for its size is one that the reserve says nothing about.
    ///
    /// The draw depends only on the seed, the set of paths and which images are related, not on the order in which images were added.
    /// Images added later join the pool and never the reserve, which so stays a fair sample of the images that were there when it was
    /// drawn, and of nothing else.
    ///
    /// - Returns: the reserve in the order in which it will be asked.
    package func drawReserve(
        fraction: Double, maximum: Int, seed: UInt64, joined: [(ImageID, ImageID)] = [], now: Date
    ) throws(StoreError) -> [ImageID] {
        guard (0...0.5).contains(fraction), maximum >= 0 else {
            throw .badReserve(fraction: fraction, maximum: maximum)
        }
        return try write { database in
            guard try Self.reserveDraw(database) == nil else { throw StoreError.reserveAlreadyDrawn }
            let pool = try Self.relatives(joined, database)
            guard !pool.isEmpty else { throw StoreError.noImages }
            let count = min(maximum, Int((fraction * Double(pool.count)).rounded()))
            let drawn = ReserveDraw.draw(count, atMost: maximum, from: pool, seed: seed)
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

    /// Every path with the first one, in byte order, of those that show the same thing.
    private static func relatives(
        _ joined: [(ImageID, ImageID)], _ database: Database
    ) throws -> [ImagePath: ImagePath] {
        var images: [ImageItem] = []
        for row in try Row.fetchAll(database, sql: imageColumns) { images.append(try image(row)) }
        images.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let places = Dictionary(
            images.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var related = RelatedImages(images)
        for (left, right) in joined {
            if let left = places[left], let right = places[right] { related.join(left, right) }
        }
        return Dictionary(
            zip(images, related.roots()).map { ($0.place, images[$1].place) }, uniquingKeysWith: { first, _ in first })
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

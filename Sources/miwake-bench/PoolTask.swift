internal import ArgumentParser
internal import Foundation
internal import Heads
internal import LinearAlgebra

struct PoolFits: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pool",
        abstract: "Fits the pool head to 100 000 images of 100 classes: from scratch, and again after one more label.",
        discussion: "The promises are 2 s and 0.7 s on two processors.")

    @OptionGroup var options: MeasurementOptions

    @Option(help: "Images of the pool.")
    var images = 100_000

    func run() throws {
        let limits = MachineLimits.measured(options.clock)
        print(limits)
        let task = PoolTask(images: images, classes: 100, labels: 200)
        for measurement in task.measured(options, limits) { print(measurement) }
    }
}

/// One pool with a few labels.
struct PoolTask {
    let images: Int
    let classes: Int
    let labels: Int

    private static let repetitions = 5

    func measured(_ options: MeasurementOptions, _ limits: MachineLimits) -> [Measurement] {
        let (all, _) = LabelledWorkload.samples([images, 1], classes: classes)
        let (embeddings, zeroShot) = (all.embeddings, all.zeroShot)
        let geometry = PoolGeometry(
            sample: embeddings.gatheringRows(
                (0..<PoolGeometry.sampleSize).map { $0 * images / PoolGeometry.sampleSize }))
        func labelled(_ count: Int) -> LabelledFeatures {
            let places = (0..<count).map { $0 * images / count }
            return LabelledFeatures(
                embeddings: embeddings.gatheringRows(places), zeroShot: zeroShot.gatheringRows(places),
                labels: places.map { $0 % classes }, places: places)
        }
        var cold: [Double] = []
        var warm: [Double] = []
        for _ in 0..<(options.repetitions > 0 ? options.repetitions : Self.repetitions) {
            // Each anew: what depends on the images alone is part of a first fit.
            let pool = PoolImages(embeddings: embeddings, zeroShot: zeroShot, geometry: geometry)
            let first = HeadFits(LabelledPool(labelled(labels), in: pool))
            cold.append(options.clock.seconds { first.fit(PoolHead.self).prepare() })
            let next = labelled(labels + 1)
            warm.append(
                options.clock.seconds { HeadFits(LabelledPool(next, in: pool)).fit(PoolHead.self).prepare() })
        }
        let width = embeddings.columns
        let (count, side) = (Double(images), Double(width))
        let bytes = count * side * 4
        // A round's products: to the directions, from them to the classes twice, and the sums of the classes; the base's own.
        let directions = Double(classes - 1)
        let round = 2 * count * (side * directions + 2 * directions * Double(classes) + side * Double(classes))
        let base = 2 * count * side * Double(classes)
        // The last round sees all images, the five before it a fifth, and the first of these no model yet. What depends on the images
        // alone is found once.
        return [
            Measurement(
                name: "pool \(images) C=\(classes) from scratch", seconds: cold,
                floor: limits.seconds(operations: 2 * count * side * side + base * 1.2 + round * 1.85, bytes: 5 * bytes)
            ),
            Measurement(
                name: "pool \(images) C=\(classes) one label more", seconds: warm,
                floor: limits.seconds(operations: base * 1.2 + round * 1.85, bytes: 3 * bytes)),
        ]
    }
}

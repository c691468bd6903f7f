extension PixelImage {
    /// The picture with a view's stretch, contrast, brightness and inversion, in this order.
    ///
    /// Every channel goes through the same table, so that greys stay grey.
    package func toned(by view: PictureView) -> PixelImage {
        let levels = view.isStretched ? stretchedLevels() : 0...255
        let scale = 255 / Float(levels.upperBound - levels.lowerBound)
        let table = (0...255).map { sample in
            let stretched = (Float(sample) - Float(levels.lowerBound)) * scale
            let toned = (stretched - 127.5) * view.contrast + 127.5 + view.brightness * 255
            let value = UInt8(min(max(toned, 0), 255).rounded())
            return view.isInverted ? 255 - value : value
        }
        return PixelImage(width: width, height: height, samples: samples.map { table[Int($0)] })
    }

    /// The samples between which all but the darkest and the brightest percent lie.
    private func stretchedLevels() -> ClosedRange<Int> {
        let outside = samples.count / 100
        var histogram = [Int](repeating: 0, count: 256)
        for sample in samples { histogram[Int(sample)] += 1 }
        func level(_ order: some Sequence<Int>) -> Int {
            var seen = 0
            for sample in order {
                seen += histogram[sample]
                if seen > outside { return sample }
            }
            return 0
        }
        let (low, high) = (level(0...255), level((0...255).reversed()))
        return low < high ? low...high : 0...255
    }
}

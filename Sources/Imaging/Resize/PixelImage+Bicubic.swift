internal import CKernels

extension PixelImage {
    /// The picture resized by Pillow's antialiased bicubic, to the bit.
    ///
    /// - Parameter kept: The part of the resized picture that is wanted; only this is computed. Nil for all of it.
    /// - Precondition: the size is positive, and the part lies in it.
    package func resizedBicubic(to target: PixelSize, keeping kept: PixelRect? = nil) -> PixelImage {
        precondition(target.width > 0 && target.height > 0, "a picture has pixels")
        let kept = kept ?? PixelRect(x: 0, y: 0, width: target.width, height: target.height)
        precondition(kept.x >= 0 && kept.y >= 0 && kept.width > 0 && kept.height > 0)
        precondition(kept.x + kept.width <= target.width && kept.y + kept.height <= target.height)
        let columns = kept.x..<kept.x + kept.width
        let rows = kept.y..<kept.y + kept.height
        // A side that keeps its length is not filtered at all; with equal lengths the weights would be 0, 1, 0 anyway.
        if target.height == height {
            if target.width == width { return cropped(to: kept) }
            return resampledRows(rows, by: ResamplingWeights(source: width, target: target.width, kept: columns))
        }
        let vertical = ResamplingWeights(source: height, target: target.height, kept: rows)
        let needed = (vertical.spans.map(\.lowerBound).min() ?? 0)..<(vertical.spans.map(\.upperBound).max() ?? height)
        // Sideways first, and rounded to 8 bits in between: the order is part of the result.
        let narrowed =
            target.width == width
            ? cropped(to: PixelRect(x: kept.x, y: needed.lowerBound, width: kept.width, height: needed.count))
            : resampledRows(needed, by: ResamplingWeights(source: width, target: target.width, kept: columns))
        return narrowed.resampledColumns(by: vertical, firstRow: needed.lowerBound)
    }

    /// Some rows of the picture, each resampled along its length.
    private func resampledRows(_ rows: Range<Int>, by weights: ResamplingWeights) -> PixelImage {
        let newWidth = weights.spans.count
        let count = rows.count * newWidth * Self.channels
        let spans = weights.spans.indices.map { column in
            miwake_span(
                first: Int32(weights.spans[column].lowerBound), count: Int32(weights.spans[column].count),
                weights: Int32(weights.starts[column]))
        }
        let resampled = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            samples.withUnsafeBufferPointer { source in
                guard let source = source.baseAddress, let target = target.baseAddress else { return }
                miwake_resample_rows(
                    source + rows.lowerBound * width * Self.channels, rows.count, width, spans, newWidth,
                    weights.weights, target)
            }
            initialized = count
        }
        return PixelImage(width: newWidth, height: rows.count, samples: resampled)
    }

    /// The picture resampled from top to bottom.
    /// - Parameter firstRow: Which row of the original the picture's first row is.
    private func resampledColumns(by weights: ResamplingWeights, firstRow: Int) -> PixelImage {
        let rowLength = width * Self.channels
        let count = weights.spans.count * rowLength
        let resampled = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
            samples.withUnsafeBufferPointer { source in
                weights.weights.withUnsafeBufferPointer { factors in
                    guard let source = source.baseAddress, let target = target.baseAddress,
                        let factors = factors.baseAddress
                    else { return }
                    for (row, span) in weights.spans.enumerated() {
                        miwake_mix_rows(
                            source + (span.lowerBound - firstRow) * rowLength, rowLength, span.count,
                            factors + weights.starts[row], target + row * rowLength)
                    }
                }
            }
            initialized = count
        }
        return PixelImage(width: width, height: weights.spans.count, samples: resampled)
    }
}

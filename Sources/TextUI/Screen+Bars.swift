extension Screen {
    /// Draws a bar of eighth blocks on a track.
    /// - Parameter fraction: of the width, in [0, 1]; anything above is full.
    package mutating func drawBar(_ rect: Rect, fraction: Float, role: Role = .barPositive) {
        guard !rect.isEmpty else { return }
        let width = rect.size.columns
        let eighths = Int((min(max(fraction, 0), 1) * Float(width * 8)).rounded())
        for offset in 0..<width {
            let filled = min(max(eighths - offset * 8, 0), 8)
            let glyph = Blocks.fromLeft[filled]
            put(glyph, column: rect.minColumn + offset, row: rect.minRow, role: filled == 0 ? .barTrack : role)
        }
    }
}

/// The block characters.
package enum Blocks {
    /// 0 … 8 eighths from the left; the empty one is a dot of the track.
    package static let fromLeft: [Character] = ["·", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    /// 1 … 8 eighths from below.
    package static let fromBelow: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// One character a value, from the smallest to the largest of them; a flat line where all are equal.
    package static func sparkline(_ values: [Float]) -> String {
        guard let low = values.min(), let high = values.max() else { return "" }
        let scale = high > low ? Float(fromBelow.count - 1) / (high - low) : 0
        return String(values.map { fromBelow[Int((($0 - low) * scale).rounded())] })
    }
}

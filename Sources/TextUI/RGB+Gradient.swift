extension RGB {
    /// Steps between two stops of a gradient: enough that neighbouring levels differ by less than the eye sees.
    private static let stepsBetweenStops = 12

    /// Colours from the first stop to the last, linear in sRGB between neighbours.
    package static func gradient(_ stops: [RGB]) -> [RGB] {
        var colors: [RGB] = []
        for (from, to) in zip(stops, stops.dropFirst()) {
            for step in 0..<stepsBetweenStops {
                colors.append(from.mixed(with: to, share: Float(step) / Float(stepsBetweenStops)))
            }
        }
        if let last = stops.last { colors.append(last) }
        return colors
    }
}

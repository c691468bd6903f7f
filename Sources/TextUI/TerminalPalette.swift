/// The colours behind a terminal's numbered ones, and the way from any colour to the nearest of them.
///
/// The cube and the greys (16–255) are the same everywhere. The first sixteen belong to the user: what stands here are
/// xterm's, good enough to choose by.
package enum TerminalPalette {
    /// Steps of the 6 × 6 × 6 cube in each channel.
    package static let cubeSteps: [UInt8] = [0, 95, 135, 175, 215, 255]

    package static let colors: [RGB] = sixteen + cube + greys

    private static let sixteen: [RGB] = [
        0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
        0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ].map { RGB(hex: $0) }

    private static let cube: [RGB] = cubeSteps.flatMap { red in
        cubeSteps.flatMap { green in cubeSteps.map { blue in RGB(red: red, green: green, blue: blue) } }
    }

    private static let greys: [RGB] = (0..<24).map { step in
        let level = UInt8(8 + 10 * step)
        return RGB(red: level, green: level, blue: level)
    }

    package static func color(_ index: UInt8) -> RGB { colors[Int(index)] }

    /// The one of the 240 colours that no user redefines (16–255) that looks nearest; exact for colours that are among them.
    package static func nearestOf240(_ color: RGB) -> UInt8 {
        if let exact = places[color] { return exact }
        let wanted = OKLab(color)
        let nearest = labs.indices.min { labs[$0].distance(to: wanted) < labs[$1].distance(to: wanted) }
        return UInt8(firstOf240 + (nearest ?? 0))
    }

    private static let firstOf240 = 16
    private static let labs: [OKLab] = colors[firstOf240...].map { OKLab($0) }
    private static let places = Dictionary(
        (UInt8(firstOf240)...UInt8.max).map { (color($0), $0) }, uniquingKeysWith: { first, _ in first })

    /// The nearest of the first `count` colours (8 or 16).
    package static func nearest(_ color: RGB, ofFirst count: Int) -> UInt8 {
        var best = 0
        var bestDistance = Int.max
        for index in 0..<count {
            let found = distance(color, colors[index])
            if found < bestDistance { (best, bestDistance) = (index, found) }
        }
        return UInt8(best)
    }

    /// Squared, with the "redmean" weights that follow the eye better than plain RGB (Riemersma, "Colour metric").
    private static func distance(_ one: RGB, _ other: RGB) -> Int {
        let mean = (Int(one.red) + Int(other.red)) / 2
        let red = Int(one.red) - Int(other.red)
        let green = Int(one.green) - Int(other.green)
        let blue = Int(one.blue) - Int(other.blue)
        return (512 + mean) * red * red + 1024 * green * green + (767 - mean) * blue * blue
    }
}

internal import TextUI

/// A colour of the palette in the forms in which it is compared.
struct PaletteColor {
    let color: RGB
    let dot: Dot
    let lab: OKLab
    let light: Float

    /// The 240 that no user redefines, from number 16 on: the cube, then the greys.
    static let all: [PaletteColor] = (UInt8(16)...255).map { index in
        let color = TerminalPalette.color(index)
        let dot = Dot(color)
        return PaletteColor(color: color, dot: dot, lab: dot.lab, light: dot.light)
    }

    private static let steps = TerminalPalette.cubeSteps.map(Float.init)
    private static let greys = steps.count * steps.count * steps.count..<all.count

    /// The places among `all` of the colours between which a colour lies: up to eight of the cube and two greys.
    static func corners(about dot: Dot) -> [Int] {
        func stepsAbout(_ sample: Float) -> [Int] {
            let above = steps.firstIndex { $0 >= sample } ?? steps.count - 1
            return above == 0 || steps[above] == sample ? [above] : [above - 1, above]
        }
        var corners: [Int] = []
        for red in stepsAbout(dot.red) {
            for green in stepsAbout(dot.green) {
                for blue in stepsAbout(dot.blue) {
                    corners.append((red * steps.count + green) * steps.count + blue)
                }
            }
        }
        let lighter = greys.first { all[$0].light >= dot.light } ?? greys.upperBound - 1
        return corners + [max(greys.lowerBound, lighter - 1), lighter]
    }

    /// The places among `all` of the colours that look nearest.
    static func nearest(_ count: Int, to lab: OKLab) -> [Int] {
        var best: [(place: Int, distance: Float)] = []
        for place in all.indices {
            let distance = all[place].lab.distance(to: lab)
            guard best.count < count || distance < best[best.count - 1].distance else { continue }
            best.insert((place, distance), at: best.firstIndex { $0.distance > distance } ?? best.count)
            if best.count > count { best.removeLast() }
        }
        return best.map(\.place)
    }
}

internal import Foundation

/// How somebody who lacks one of the three kinds of cones sees.
package enum ColorVision: String, Sendable, Hashable, CaseIterable {
    /// No cones for long wavelengths.
    case protanopia
    /// No cones for medium wavelengths: the most common kind.
    case deuteranopia

    /// On linear RGB, row-major. Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color
    /// vision deficiency", IEEE TVCG 15 (2009), severity 1.0.
    fileprivate var matrix: [[Double]] {
        switch self {
        case .protanopia:
            [
                [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
            ]
        case .deuteranopia:
            [
                [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
            ]
        }
    }
}

extension RGB {
    /// This colour as it appears to somebody with that vision.
    package func seen(with vision: ColorVision) -> RGB {
        let linear = linearChannels
        let channels = vision.matrix.map { row in
            RGB.encoded(zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 })
        }
        return RGB(red: channels[0], green: channels[1], blue: channels[2])
    }

    /// How different two colours look: the distance in CIELAB under D65 (CIE 1976). About 2 can just be seen.
    package func difference(to other: RGB) -> Double {
        zip(lab, other.lab).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }

    /// Red, green and blue in [0, 1], without sRGB's curve.
    private var linearChannels: [Double] {
        [red, green, blue].map { channel in
            let value = Double(channel) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
    }

    /// The nearest channel value of a linear share; what the screen cannot show is clipped.
    private static func encoded(_ linear: Double) -> UInt8 {
        let share = min(max(linear, 0), 1)
        let value = share <= 0.0031308 ? share * 12.92 : 1.055 * pow(share, 1 / 2.4) - 0.055
        return UInt8((value * 255).rounded())
    }

    private var lab: [Double] {
        let linear = linearChannels
        func sum(_ red: Double, _ green: Double, _ blue: Double) -> Double {
            red * linear[0] + green * linear[1] + blue * linear[2]
        }
        func curve(_ share: Double) -> Double {
            let edge = 216.0 / 24389
            return share > edge ? cbrt(share) : (24389.0 / 27 * share + 16) / 116
        }
        let x = curve(sum(0.4124564, 0.3575761, 0.1804375) / 0.95047)
        let y = curve(sum(0.2126729, 0.7151522, 0.0721750))
        let z = curve(sum(0.0193339, 0.1191920, 0.9503041) / 1.08883)
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
    }
}

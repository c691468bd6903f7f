import Foundation

extension RGB {
    package static let black = RGB(hex: 0x000000)
    package static let white = RGB(hex: 0xFFFFFF)

    /// Relative luminance in [0, 1] (WCAG 2.2).
    package var luminance: Double {
        func linear(_ channel: UInt8) -> Double {
            let value = Double(channel) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// Contrast ratio in [1, 21] (WCAG 2.2); text is readable from 4.5.
    package func contrast(to other: RGB) -> Double {
        let lighter = max(luminance, other.luminance)
        let darker = min(luminance, other.luminance)
        return (lighter + 0.05) / (darker + 0.05)
    }

    /// Black or white, whichever reads better on this colour: always at 4.58 or more.
    package var readableInk: RGB {
        contrast(to: .white) >= contrast(to: .black) ? .white : .black
    }

    /// This colour at share 0, the other at share 1; linear in sRGB.
    package func mixed(with other: RGB, share: Float) -> RGB {
        func channel(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8(clamping: Int((Float(from) + (Float(to) - Float(from)) * share).rounded()))
        }
        return RGB(
            red: channel(red, other.red), green: channel(green, other.green), blue: channel(blue, other.blue))
    }
}

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

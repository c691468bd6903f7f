internal import Foundation

/// A colour by how it looks: equal distances look about equally large.
///
/// Ottosson, "A perceptual color space for image processing", 2020.
package struct OKLab: Sendable, Equatable {
    /// 0 is black, 1 is white.
    package var lightness: Float
    /// From green to red.
    package var a: Float
    /// From blue to yellow.
    package var b: Float

    /// - Parameters red, green, blue: sRGB samples in 0…255, whole or not.
    package init(red: Float, green: Float, blue: Float) {
        let (red, green, blue) = (Self.linear(red), Self.linear(green), Self.linear(blue))
        let long = cbrt(0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue)
        let medium = cbrt(0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue)
        let short = cbrt(0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue)
        lightness = 0.210_454_255_3 * long + 0.793_617_785_0 * medium - 0.004_072_046_8 * short
        a = 1.977_998_495_1 * long - 2.428_592_205_0 * medium + 0.450_593_709_9 * short
        b = 0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766_0 * short
    }

    package init(_ color: RGB) {
        self.init(red: Float(color.red), green: Float(color.green), blue: Float(color.blue))
    }

    /// Squared.
    package func distance(to other: OKLab) -> Float {
        let (l, a, b) = (lightness - other.lightness, a - other.a, b - other.b)
        return l * l + a * a + b * b
    }

    /// Light in [0, 1] of a sample (IEC 61966-2-1); between whole samples along a straight line.
    private static func linear(_ sample: Float) -> Float {
        let place = min(max(sample, 0), 255)
        let below = min(Int(place), 254)
        return lights[below] + (lights[below + 1] - lights[below]) * (place - Float(below))
    }

    private static let lights: [Float] = (0...255).map { sample in
        let value = Double(sample) / 255
        return Float(value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
    }
}

internal import Imaging
internal import TextUI

/// A picture as the dots of its cells: each dot is the plain mean of the part of the picture that it covers.
struct DotGrid {
    /// In cells.
    let size: Size
    /// Dots across and down in a cell.
    let dots: Size
    private let image: PixelImage

    init(_ picture: PixelImage, size: Size, dots: Size) {
        self.size = size
        self.dots = dots
        image = picture.averaged(
            to: PixelSize(width: size.columns * dots.columns, height: size.rows * dots.rows))
    }

    /// One value for each cell, row by row, from its dots, row by row.
    func cells<Value>(_ value: (_ dots: [Dot], _ row: Int) -> Value) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(size.columns * size.rows)
        var block = [Dot](repeating: Dot(), count: dots.columns * dots.rows)
        for row in 0..<size.rows {
            for column in 0..<size.columns {
                for index in block.indices {
                    let (red, green, blue) = image.pixel(
                        x: column * dots.columns + index % dots.columns, y: row * dots.rows + index / dots.columns)
                    block[index] = Dot(red: Float(red), green: Float(green), blue: Float(blue))
                }
                values.append(value(block, row))
            }
        }
        return values
    }
}

/// Samples in 0…255, whole or not.
struct Dot: Hashable {
    var red: Float = 0
    var green: Float = 0
    var blue: Float = 0

    init(red: Float = 0, green: Float = 0, blue: Float = 0) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    init(_ color: RGB) { self.init(red: Float(color.red), green: Float(color.green), blue: Float(color.blue)) }

    static func + (one: Dot, other: Dot) -> Dot {
        Dot(red: one.red + other.red, green: one.green + other.green, blue: one.blue + other.blue)
    }

    static func - (one: Dot, other: Dot) -> Dot {
        Dot(red: one.red - other.red, green: one.green - other.green, blue: one.blue - other.blue)
    }

    static func * (dot: Dot, factor: Float) -> Dot {
        Dot(red: dot.red * factor, green: dot.green * factor, blue: dot.blue * factor)
    }

    /// The scalar product.
    func product(_ other: Dot) -> Float { red * other.red + green * other.green + blue * other.blue }

    /// Luma (ITU-R BT.709).
    var light: Float { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

    var rounded: RGB {
        func sample(_ value: Float) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
        return RGB(red: sample(red), green: sample(green), blue: sample(blue))
    }

    var lab: OKLab { OKLab(red: red, green: green, blue: blue) }
}

extension Sequence<Dot> {
    var sum: Dot { reduce(Dot(), +) }
}

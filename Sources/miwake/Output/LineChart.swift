import Foundation

/// Curves over one axis, drawn in a terminal or as SVG.
struct LineChart: Equatable {
    var title: String
    var xTitle: String
    var yTitle: String
    /// The same abscissae for all curves.
    var x: [Double]
    var curves: [Curve]

    struct Curve: Equatable {
        var name: String
        var values: [Double]
        /// The band around the curve; empty for none.
        var lower: [Double] = []
        var upper: [Double] = []
    }

    private var range: (low: Double, high: Double) {
        let all = curves.flatMap { $0.values + $0.lower + $0.upper }
        let (low, high) = (all.min() ?? 0, all.max() ?? 1)
        return high > low ? (low, high) : (low - 0.5, high + 0.5)
    }

    // MARK: Terminal

    private static let letters = Array("abcdefghijklmnopqrstuvwxyz")

    /// One letter a curve; where curves meet the first listed is on top.
    func text(columns: Int = 72, rows: Int = 18) -> String {
        guard let first = x.first, let last = x.last, last > first else { return "" }
        var cells = [[Character]](repeating: [Character](repeating: " ", count: columns), count: rows)
        let (low, high) = range
        for (index, curve) in curves.enumerated().reversed() {
            for column in 0..<columns {
                let at = first + (last - first) * Double(column) / Double(columns - 1)
                let value = interpolated(curve.values, at)
                let row = Int(((high - value) / (high - low) * Double(rows - 1)).rounded())
                cells[min(max(row, 0), rows - 1)][column] = Self.letters[index % Self.letters.count]
            }
        }
        var lines = [title]
        for (row, line) in cells.enumerated() {
            let isLabelled = row == 0 || row == rows - 1 || row == rows / 2
            let value = high - (high - low) * Double(row) / Double(rows - 1)
            lines.append((isLabelled ? String(format: "%7.2f ┤", value) : "        │") + String(line))
        }
        lines.append("        └" + String(repeating: "─", count: columns))
        let ends = (String(format: "%.0f", first), String(format: "%.0f", last))
        let gap = max(1, columns - ends.0.count - ends.1.count - xTitle.count)
        lines.append(
            "         " + ends.0 + String(repeating: " ", count: gap / 2) + xTitle
                + String(repeating: " ", count: gap - gap / 2) + ends.1)
        for (index, curve) in curves.enumerated() {
            lines.append("  \(Self.letters[index % Self.letters.count])  \(curve.name)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func interpolated(_ values: [Double], _ at: Double) -> Double {
        guard let place = x.firstIndex(where: { $0 >= at }), place > 0 else { return values.first ?? 0 }
        let share = (at - x[place - 1]) / (x[place] - x[place - 1])
        return values[place - 1] + share * (values[place] - values[place - 1])
    }

    // MARK: SVG

    /// Okabe and Ito's colours, told apart by every kind of colour vision; beyond eight the dashes differ.
    private static let colours = [
        "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999",
    ]
    private static let frame = (left: 60.0, top: 40.0, width: 560.0, height: 360.0, legend: 190.0)

    var svg: String {
        let frame = Self.frame
        let (low, high) = range
        let (first, last) = (x.first ?? 0, max(x.last ?? 1, (x.first ?? 0) + 1))
        func place(_ at: Double, _ value: Double) -> String {
            let left = frame.left + (at - first) / (last - first) * frame.width
            let top = frame.top + (high - value) / (high - low) * frame.height
            return String(format: "%.1f,%.1f", left, top)
        }
        var parts: [String] = []
        let ticks = 5
        for tick in 0...ticks {
            let value = low + (high - low) * Double(tick) / Double(ticks)
            let top = frame.top + frame.height * Double(ticks - tick) / Double(ticks)
            parts.append(
                #"<line x1="\#(frame.left)" x2="\#(frame.left + frame.width)" y1="\#(top)" y2="\#(top)" stroke="gainsboro"/>"#
            )
            parts.append(
                #"<text x="\#(frame.left - 6)" y="\#(top + 4)" text-anchor="end">\#(String(format: "%.1f", value))</text>"#
            )
        }
        for at in x {
            let left = frame.left + (at - first) / (last - first) * frame.width
            parts.append(
                #"<text x="\#(left)" y="\#(frame.top + frame.height + 18)" text-anchor="middle">\#(String(format: "%.0f", at))</text>"#
            )
        }
        for (index, curve) in curves.enumerated() {
            let colour = Self.colours[index % Self.colours.count]
            if !curve.lower.isEmpty {
                let band = zip(x, curve.upper).map(place) + zip(x, curve.lower).reversed().map(place)
                parts.append(
                    #"<polygon points="\#(band.joined(separator: " "))" fill="\#(colour)" fill-opacity="0.10"/>"#)
            }
            let dash = index < Self.colours.count ? "" : #" stroke-dasharray="6 3""#
            let points = zip(x, curve.values).map(place).joined(separator: " ")
            parts.append(
                #"<polyline points="\#(points)" fill="none" stroke="\#(colour)" stroke-width="2"\#(dash)/>"#)
            let top = frame.top + 14 + Double(index) * 18
            let left = frame.left + frame.width + 16
            parts.append(
                #"<line x1="\#(left)" x2="\#(left + 22)" y1="\#(top - 4)" y2="\#(top - 4)" stroke="\#(colour)" stroke-width="2"\#(dash)/>"#
            )
            parts.append(#"<text x="\#(left + 28)" y="\#(top)">\#(Self.escaped(curve.name))</text>"#)
        }
        let width = frame.left + frame.width + frame.legend + 60
        let height = frame.top + frame.height + 60
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="white"/>
            <text x="\(frame.left)" y="22" font-size="15">\(Self.escaped(title))</text>
            \(parts.joined(separator: "\n"))
            <text x="\(frame.left + frame.width / 2)" y="\(frame.top + frame.height + 42)" text-anchor="middle">\(Self.escaped(xTitle))</text>
            <text x="\(frame.left)" y="36" font-size="11" fill="dimgray">\(Self.escaped(yTitle))</text>
            </svg>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

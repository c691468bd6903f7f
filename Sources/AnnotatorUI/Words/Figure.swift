/// Numbers as the screens write them. No locale: a figure reads the same in both languages and in every log.
enum Figure {
    /// With a fixed number of decimals.
    static func fixed(_ value: Double, _ decimals: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "–" }
        let whole = Int(scaled)
        let sign = value < 0 && whole != 0 ? "−" : ""
        guard decimals > 0 else { return sign + String(whole) }
        let unit = Int(scale)
        let rest = String(whole % unit)
        return sign + String(whole / unit) + "." + String(repeating: "0", count: decimals - rest.count) + rest
    }

    static func fixed(_ value: Float, _ decimals: Int) -> String { fixed(Double(value), decimals) }

    /// With its sign, always.
    static func signed(_ value: Double, _ decimals: Int) -> String {
        let text = fixed(value, decimals)
        return value > 0 && text.contains(where: { $0 != "0" && $0 != "." }) ? "+" + text : text
    }

    static func signed(_ value: Float, _ decimals: Int) -> String { signed(Double(value), decimals) }

    /// A share in [0, 1].
    static func percent(_ share: Double, _ decimals: Int = 0) -> String { fixed(share * 100, decimals) + " %" }
    static func percent(_ share: Float) -> String { percent(Double(share)) }

    static func seconds(_ seconds: Double) -> String { fixed(seconds, seconds < 9.95 ? 1 : 0) + " s" }

    /// λ of the two similarity losses, which mostly are the same.
    static func lambdas(maf: Float, icd: Float) -> String {
        func plain(_ value: Float) -> String { fixed(value, value == value.rounded() ? 0 : 2) }
        return maf == icd ? plain(icd) : plain(maf) + "/" + plain(icd)
    }

    /// A count that may be an expected one: whole numbers as such, small fractions with a decimal.
    static func count(_ value: Double) -> String {
        value == value.rounded() || value >= 9.95 ? fixed(value, 0) : fixed(value, 1)
    }
}

import Foundation

enum Checkout {
    static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let surface = path + "/SampleProjects/surface"
}

// swift-tools-version: 6.2
import PackageDescription

/// Warnings stop a continuous-integration build, never a user's with a newer compiler.
let warnings: [SwiftSetting] =
    Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let strict: [SwiftSetting] =
    warnings + [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
    ]

/// Numeric modules are optimised in debug builds too, so that their tests stay fast.
let numeric: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "miwake",
    targets: [
        .target(name: "LinearAlgebra", swiftSettings: numeric),
        .target(name: "ProjectModel", swiftSettings: strict),
        .target(name: "TextUI", swiftSettings: strict),
    ]
)

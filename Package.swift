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

/// Elementwise kernels want the vectoriser in every build.
let kernels: [CSetting] = [.unsafeFlags(["-O3", "-fno-math-errno", "-fno-trapping-math"])]

/// The tests of one module; their fixtures are copied beside them.
func tests(
    _ module: String, of dependencies: [Target.Dependency], hasFixtures: Bool = false, hasSnapshots: Bool = false
) -> Target {
    .testTarget(
        name: module + "Tests", dependencies: dependencies, exclude: hasSnapshots ? ["__Snapshots__"] : [],
        resources: hasFixtures ? [.copy("Fixtures")] : [], swiftSettings: numeric)
}

let package = Package(
    name: "miwake",
    products: [
        .executable(name: "miwake", targets: ["miwake"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    // The house, from the ground up: a heading is a floor, and a row depends on rows above it alone (`HouseTests`).
    targets: [
        // The ground.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .target(name: "CKernels", cSettings: kernels),
        .target(name: "CImageCodecs", linkerSettings: [.linkedLibrary("png16"), .linkedLibrary("jpeg")]),
        .target(
            name: "LinearAlgebra", dependencies: ["CKernels"], swiftSettings: numeric),
        .target(name: "Layers", dependencies: ["CKernels", "LinearAlgebra"], swiftSettings: numeric),
        .target(name: "FileContents", swiftSettings: strict),
        .target(name: "TensorFiles", dependencies: ["COpenSSL", "FileContents"], swiftSettings: numeric),
        .target(name: "Imaging", dependencies: ["CImageCodecs", "CKernels", "FileContents"], swiftSettings: numeric),
        .target(name: "ProjectModel", swiftSettings: strict),
        .target(name: "CLanguages"),
        .target(name: "Languages", dependencies: ["CLanguages"], exclude: ["Files"], swiftSettings: strict),

        // The method.
        .target(name: "Deconfusion", dependencies: ["Layers", "LinearAlgebra"], swiftSettings: numeric),
        .target(name: "Heads", dependencies: ["LinearAlgebra", "ProjectModel"], swiftSettings: numeric),
        .target(
            name: "CLIPEncoding",
            dependencies: [
                "CKernels", "CZlib", "FileContents", "Imaging", "Layers", "LinearAlgebra", "TensorFiles",
            ],
            swiftSettings: numeric),
        .target(
            name: "ActiveLearning", dependencies: ["Heads", "LinearAlgebra", "ProjectModel"],
            swiftSettings: numeric),
        .target(
            name: "Evaluation", dependencies: ["Heads", "LinearAlgebra", "ProjectModel"], swiftSettings: numeric),
        .target(
            name: "Figures", dependencies: ["ActiveLearning", "Evaluation", "ProjectModel"], swiftSettings: strict),

        // At rest.
        .target(
            name: "EstimatorFiles", dependencies: ["Deconfusion", "Layers", "TensorFiles"], swiftSettings: numeric),
        .target(
            name: "Interchange",
            dependencies: ["FileContents", "Languages", "ProjectModel", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(
            name: "ProjectStore",
            dependencies: [
                "FileContents", "Layers", "LinearAlgebra", "ProjectModel", "TensorFiles",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: strict),

        // Use-cases.
        .target(
            name: "Workbench",
            dependencies: [
                "ActiveLearning", "CLIPEncoding", "Deconfusion", "EstimatorFiles", "Evaluation", "Figures",
                "FileContents", "Heads", "Imaging", "Interchange", "Layers", "LinearAlgebra", "ProjectModel",
                "ProjectStore", "TensorFiles",
            ], swiftSettings: strict),
        .target(
            name: "Studies",
            dependencies: [
                "ActiveLearning", "Deconfusion", "EstimatorFiles", "Evaluation", "FileContents", "Figures", "Heads",
                "Interchange", "LinearAlgebra", "ProjectModel", "ProjectStore", "TensorFiles", "Workbench",
            ], swiftSettings: strict),
        .target(
            name: "Labelling",
            dependencies: [
                "ActiveLearning", "Deconfusion", "Evaluation", "FileContents", "Figures", "Heads", "Interchange",
                "LinearAlgebra", "ProjectModel", "ProjectStore", "Studies", "TensorFiles", "Workbench",
            ], swiftSettings: strict),
        .target(
            name: "FeatureExtraction",
            dependencies: [
                "ActiveLearning", "CLIPEncoding", "Deconfusion", "Evaluation", "FileContents", "Heads", "Imaging",
                "Interchange",
                "LinearAlgebra", "ProjectModel", "ProjectStore", "TensorFiles", "Workbench",
            ], swiftSettings: strict),
        .target(
            name: "Exchange",
            dependencies: [
                "ActiveLearning", "Evaluation", "FileContents", "Interchange", "Layers", "LinearAlgebra",
                "ProjectModel",
                "ProjectStore", "TensorFiles", "Workbench",
            ], swiftSettings: strict),

        // Screens and commands.
        .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
        .target(name: "TextUI", swiftSettings: strict),
        .target(
            name: "Themes", dependencies: ["FileContents", "Interchange", "TextUI"], resources: [.embedInCode("Files")],
            swiftSettings: strict),
        .target(name: "TerminalPictures", dependencies: ["Imaging", "TextUI"], swiftSettings: numeric),
        .target(name: "NcursesTerminal", dependencies: ["CNcurses", "FileContents", "TextUI"], swiftSettings: strict),
        .target(
            name: "AnnotatorUI",
            dependencies: ["ActiveLearning", "Evaluation", "Figures", "Languages", "ProjectModel", "TextUI"],
            swiftSettings: strict),
        .executableTarget(
            name: "miwake",
            dependencies: [
                "ActiveLearning", "AnnotatorUI", "CLIPEncoding", "Deconfusion", "EstimatorFiles", "Evaluation",
                "Exchange",
                "FeatureExtraction", "Figures", "FileContents", "Heads", "Imaging", "Interchange", "Labelling",
                "Languages",
                "NcursesTerminal", "ProjectModel", "ProjectStore", "Studies", "TensorFiles", "TerminalPictures",
                "TextUI",
                "Themes", "Workbench", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["miwake.docc"], swiftSettings: strict),
        .target(name: "CLibraryKernels"),
        .executableTarget(
            name: "miwake-bench",
            dependencies: [
                "ActiveLearning", "CKernels", "CLIPEncoding", "CLibraryKernels", "Deconfusion", "Evaluation",
                "FeatureExtraction", "Heads", "Layers", "LinearAlgebra", "ProjectModel", "Workbench",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], exclude: ["Baselines"], swiftSettings: strict),

        // Tests.
        .target(name: "TestSupport", dependencies: ["FileContents"], swiftSettings: strict),
        .executableTarget(
            name: "TerminalProbe", dependencies: ["NcursesTerminal", "TextUI", "Themes"], path: "Tests/TerminalProbe",
            swiftSettings: strict),
        .target(
            name: "TestProjects",
            dependencies: [
                "Evaluation", "Exchange", "Interchange", "LinearAlgebra", "ProjectModel", "ProjectStore", "TestSupport",
                "Workbench",
            ], path: "Tests/TestProjects", swiftSettings: strict),
        tests("Architecture", of: []),
        tests("LinearAlgebra", of: ["LinearAlgebra"]),
        tests("Layers", of: ["Layers", "LinearAlgebra"]),
        tests("FileContents", of: ["FileContents"]),
        tests("TensorFiles", of: ["FileContents", "TensorFiles", "TestSupport"], hasFixtures: true),
        tests("Imaging", of: ["Imaging"], hasFixtures: true),
        tests(
            "CLIPEncoding", of: ["CLIPEncoding", "FileContents", "Imaging", "LinearAlgebra", "TensorFiles"],
            hasFixtures: true),
        tests("Deconfusion", of: ["Deconfusion", "Layers", "LinearAlgebra"], hasFixtures: true),
        tests("EstimatorFiles", of: ["Deconfusion", "EstimatorFiles", "Layers", "LinearAlgebra", "TensorFiles"]),
        tests(
            "Heads", of: ["FileContents", "Heads", "LinearAlgebra", "ProjectModel", "TensorFiles"], hasFixtures: true),
        tests("Interchange", of: ["FileContents", "Interchange", "Languages", "ProjectModel"]),
        tests(
            "ProjectStore",
            of: [
                "Layers", "LinearAlgebra", "ProjectModel", "ProjectStore", "TensorFiles",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("Languages", of: ["Languages", "TextUI"]),
        tests("TextUI", of: ["TextUI"]),
        tests("Themes", of: ["Interchange", "TextUI", "Themes"]),
        tests("TerminalPictures", of: ["Imaging", "TerminalPictures", "TextUI"]),
        tests("NcursesTerminal", of: ["NcursesTerminal", "TerminalProbe", "TestSupport", "TextUI", "Themes"]),
        tests(
            "AnnotatorUI",
            of: [
                "ActiveLearning", "AnnotatorUI", "Evaluation", "Figures", "Heads", "Languages", "ProjectModel",
                "TestSupport", "TextUI",
            ],
            hasSnapshots: true),
        tests("ActiveLearning", of: ["ActiveLearning", "LinearAlgebra", "ProjectModel"]),
        tests("Evaluation", of: ["Evaluation", "Heads", "LinearAlgebra", "ProjectModel"]),
        tests("Figures", of: ["ActiveLearning", "Evaluation", "Figures", "Heads", "ProjectModel"]),
        tests(
            "Workbench",
            of: [
                "ActiveLearning", "Deconfusion", "Evaluation", "Exchange", "Heads", "Interchange", "Layers",
                "LinearAlgebra", "ProjectModel", "ProjectStore", "TensorFiles", "TestProjects", "TestSupport",
                "Workbench",
            ]),
        tests(
            "Studies",
            of: [
                "ActiveLearning", "Deconfusion", "Evaluation", "Exchange", "Figures", "Heads", "Interchange",
                "LinearAlgebra", "ProjectModel", "ProjectStore", "Studies", "TestProjects", "Workbench",
            ]),
        tests(
            "Labelling",
            of: [
                "ActiveLearning", "Deconfusion", "Evaluation", "Exchange", "Figures", "Heads", "Interchange",
                "Labelling",
                "LinearAlgebra", "ProjectModel", "ProjectStore", "Studies", "TestProjects", "Workbench",
            ]),
        tests(
            "FeatureExtraction",
            of: ["CLIPEncoding", "FeatureExtraction", "ProjectModel", "ProjectStore", "TestSupport", "Workbench"]),
        tests(
            "Exchange",
            of: [
                "ActiveLearning", "Exchange", "LinearAlgebra", "ProjectModel", "ProjectStore", "TensorFiles",
                "TestProjects",
                "TestSupport", "Workbench",
            ]),
        tests(
            "Miwake",
            of: [
                "ActiveLearning", "AnnotatorUI", "Evaluation", "Exchange", "FeatureExtraction", "Figures", "Heads",
                "Interchange", "Labelling", "Languages", "ProjectModel", "ProjectStore", "Studies", "TerminalPictures",
                "TestSupport", "TextUI", "Themes", "Workbench", "miwake",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        tests(
            "EndToEnd",
            of: [
                "LinearAlgebra", "TensorFiles", "TestSupport", "miwake", .product(name: "GRDB", package: "GRDB.swift"),
            ], hasFixtures: true),
    ]
)

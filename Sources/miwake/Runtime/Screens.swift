import ActiveLearning
import AnnotatorUI
import Foundation
import Interchange
import Labelling
import Languages
import ProjectModel
import ProjectStore
import TerminalPictures
import TextUI
import Themes
import Workbench

/// How the screens of a project begin, on a real terminal and in a replay alike.
enum Screens {
    /// The name of the theme to begin with: as asked for, else the project's, else the standard one.
    static func themeName(_ wanted: String?, _ bench: Workbench) -> String {
        if let wanted { return wanted }
        guard let name = bench.file.theme else { return ThemeLibrary.standardName }
        // A file that the project names lies where the project does.
        return name.contains("/") && !name.hasPrefix("/") ? bench.folder.project + "/" + name : name
    }

    /// The first state, from the index alone: the features are opened behind the first frame.
    static func state(
        of bench: Workbench, isAuditOnly: Bool, hasAnswerKey: Bool = false, size: Size, language: Language?,
        library: ThemeLibrary, theme: String
    ) throws -> State {
        let status = try bench.status()
        let embedsImages = bench.checkpointPaths != nil && bench.imageFolder != nil && bench.store.mode == .readWrite
        guard status.withFeatures > 0 || embedsImages else {
            throw WorkbenchError.noFeatures(project: bench.folder.project)
        }
        let round = status.isOfOtherClasses ? nil : status.round
        let facts = ProjectFacts(
            name: bench.name, classes: bench.classes, targetPerClass: bench.file.labelling.targetPerClass,
            hasPictures: bench.imageFolder != nil, isAuditOnly: isAuditOnly,
            orders: RankingOrder.all,
            labelsPerRetrain: bench.file.labelling.retrainEvery, embedsImages: embedsImages,
            hasAnswerKey: hasAnswerKey, formerClasses: try bench.store.classNames())
        let keymap = try Keymap(changes: bench.file.keys, classKeys: bench.classes.compactMap(\.key))
        return State(
            project: facts, progress: status.progress,
            estimator: round.map(bench.recordedFacts), size: size,
            language: language ?? SpokenLanguage.of(bench.file), keymap: keymap, themes: library.names, theme: theme)
    }

    static func runner(
        of bench: Workbench, mailbox: Mailbox, colors: ColorDepth, symbols: PictureSymbols,
        options: EffectRunner.Options
    ) throws -> EffectRunner {
        let images = try ShownImages(bench)
        let pictures = PictureDesk(
            renderer: PictureRenderer(colors: colors, symbols: symbols), words: Words(options.language),
            path: { images.file(of: $0) },
            answer: mailbox.post)
        return EffectRunner(bench, mailbox: mailbox, pictures: pictures, images: images, options: options)
    }
}

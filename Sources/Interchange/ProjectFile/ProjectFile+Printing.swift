internal import Languages
internal import ProjectModel

extension ProjectFile {
    /// A `miwake.yaml` that explains itself; reading it gives this value again.
    package var yaml: String {
        var out = YAMLText()
        out.comment("A Miwake project: what the classes are, where the images are, how the project is labelled.")
        out.comment("Labels are not in this file; they are kept in .miwake, with every event that made them.")
        out.field("version", "\(Self.newestVersion)")

        out.gap()
        out.comment("In the order of every matrix. A plain name is enough; a class may also have")
        out.comment("  prompt_name: its name in the language of the image encoder")
        out.comment("  key:         the digit that answers with it, 1 to 9 and 0")
        out.comment("  verdict:     accept or reject, what the line does with such a part")
        out.comment("  prompts:     its own templates, and a note: for people")
        out.line("classes:")
        for definition in classes { out.item(definition) }

        out.gap()
        out.comment("Templates for the text encoder, {} standing for the prompt name; several are averaged.")
        out.list("prompts", prompts)

        out.gap()
        out.comment("The image folder, from here or absolute; none for a project of imported features alone.")
        switch images {
        case .folder(Self.noImages): out.field("images", YAMLText.quoted("./" + Self.noImages))
        case .folder(let folder): out.field("images", YAMLText.scalar(folder))
        case .none: out.field("images", Self.noImages)
        }

        out.gap()
        out.comment(
            "What the image folder passes over: names at any depth, or paths from it with a /; * is any letters,")
        out.comment("** also across folders. Images that come to be excluded are not asked, and keep their labels.")
        out.field("exclude", "[" + exclude.map { YAMLText.quoted($0.text) }.joined(separator: ", ") + "]")

        out.gap()
        out.comment(
            "Pictures in doubt (rows missing, brightness unknown) are listed and wait. Those that are used anyway,")
        out.comment("by their paths below the image folder; or: all")
        switch useAnyway {
        case .these(let paths) where paths.isEmpty: out.comment("use_anyway: [lot-3/0017.png]")
        case .these(let paths): out.list("use_anyway", paths)
        case .all: out.field("use_anyway", Self.useAll)
        }

        out.gap()
        out.comment("Which part of an image's path names its lot (images of one lot are never divided between")
        out.comment("training and checking) and its camera. * is any letters, ** also across folders.")
        out.optional("group", group.map { YAMLText.quoted($0.text) }, example: "\"{lot}/**\"")
        out.optional("source", source.map { YAMLText.quoted($0.text) }, example: "\"*/{camera}_*.png\"")

        out.gap()
        out.comment("Where the features come from: a CLIP checkpoint, or features imported from files.")
        print(features, to: &out)

        out.gap()
        out.comment("What one part costs (truth, then decision), and how often each class occurs on the real line.")
        print(costs: costs, priors: priors, to: &out)

        out.gap()
        out.comment("Everything random derives from this number.")
        out.field("seed", "\(seed)")

        out.gap()
        out.comment("Put aside when the project was set up, for unbiased figures; later changes here move nothing.")
        out.line("reserve:")
        out.field("  fraction", "\(reserve.fraction)")
        out.field("  maximum", "\(reserve.maximum)")

        out.gap()
        out.comment(
            "A retrain starts by itself after so many changes of labels in training (or: never); how many of them each")
        out.comment("class should get.")
        out.line("labelling:")
        out.field("  retrain_every", labelling.retrainEvery.map(String.init) ?? Self.neverRetrain)
        out.field("  target_per_class", "\(labelling.targetPerClass)")

        out.gap()
        out.comment("λ of the similarity losses: how strongly training keeps what CLIP knows; 1 as in the paper, more")
        out.comment("where `miwake report` lists answers that CLIP was sure and right about and training turned.")
        out.line("estimator:")
        out.field("  lambda_maf", "\(estimator.lambdaMAF)")
        out.field("  lambda_icd", "\(estimator.lambdaICD)")

        out.gap()
        out.comment("Keys other than the usual ones, by command; miwake's help lists the commands.")
        if keys.isEmpty {
            out.comment("keys:")
            out.comment("  skip: space")
        } else {
            out.line("keys:")
            for (command, key) in keys.sorted(by: { $0.key < $1.key }) {
                out.field("  " + YAMLText.scalar(command), YAMLText.quoted(key))
            }
        }

        out.gap()
        out.comment("Colours and language; left out, the terminal and the locale decide.")
        out.optional("theme", theme.map(YAMLText.scalar), example: "dark")
        out.optional("language", language?.rawValue, example: "ja")
        return out.text
    }

    private func print(_ features: Features?, to out: inout YAMLText) {
        switch features {
        case nil:
            out.comment("features:")
            out.comment("  checkpoint: ViT-B-32.safetensors")
        case .imported(let logitScale):
            out.line("features:")
            out.line("  imported:")
            out.field("    logit_scale", "\(logitScale)")
        case .checkpoint(let file, let vocabulary):
            out.line("features:")
            out.field("  checkpoint", YAMLText.scalar(file))
            if let vocabulary { out.field("  vocabulary", YAMLText.scalar(vocabulary)) }
        }
    }

    private func print(costs: [[Double]]?, priors: [Double]?, to out: inout YAMLText) {
        let names = classes.map { YAMLText.flowScalar($0.name) }
        func row(_ values: [Double]) -> String {
            "{" + zip(names, values).map { "\($0): \($1)" }.joined(separator: ", ") + "}"
        }
        let first = names.first ?? "good"
        let last = names.last ?? "crack"
        if let costs {
            out.line("costs:")
            for (name, values) in zip(names, costs) { out.line("  \(name): \(row(values))") }
        } else {
            out.comment("costs:")
            out.comment("  \(first): {\(last): 1}")
            out.comment("  \(last): {\(first): 50}")
        }
        if let priors {
            out.line("priors: " + row(priors))
        } else {
            out.comment("priors: {\(first): 0.98, \(last): 0.02}")
        }
    }
}

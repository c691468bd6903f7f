internal import ActiveLearning
internal import Evaluation
internal import Figures
internal import ProjectModel

/// Every word of the screens that is not in the key table, in one language.
struct Words {
    let language: Language
    /// Keys are named as they are in this project.
    let keymap: Keymap

    init(language: Language, keymap: Keymap = .standard) {
        self.language = language
        self.keymap = keymap
    }

    /// The key of a command, for a sentence.
    func key(_ command: Command) -> String { keymap.hint(for: command) }

    func pick(_ english: String, _ japanese: String) -> String {
        switch language {
        case .english: english
        case .japanese: japanese
        }
    }
}

// MARK: Status line

extension Words {
    var notTrained: String { pick("not trained yet", "未学習") }

    func head(_ estimator: EstimatorFacts) -> String { head(estimator.head.rawValue, estimator.mode) }
    func head(_ name: String, _ mode: FeatureMode) -> String { "\(name), \(self.mode(mode))" }

    /// Why a head is in use, in full and in a few words.
    func reason(_ reason: HeadChoice.Reason, of head: String) -> [String] {
        let needed = HeadChoice.labelsToChoose
        switch reason {
        case .notTrained: return [notTrained]
        case .tooFewLabels(let smallest):
            return [
                pick(
                    "head \(head) until every class has \(needed) labels (fewest: \(smallest))",
                    "全クラスに\(needed)枚揃うまで \(head)（最少\(smallest)枚）"),
                pick("mean head: \(smallest) of \(needed) a class", "平均ヘッド: 最少\(smallest)/\(needed)枚"),
                pick("mean until \(needed) a class", "平均: 最少\(smallest)/\(needed)枚"),
            ]
        case .notMeasured:
            return [
                pick(
                    "head \(head) until the held-out figures are there", "交差検証の結果が出るまで \(head)"),
                pick("mean head, still to be measured", "平均ヘッド（測定前）"),
            ]
        case .lowestLogLoss(let losses):
            let loss = losses.first { $0.head.rawValue == head }.map { Figure.fixed($0.logLoss, 2) } ?? "–"
            return [
                pick(
                    "head \(head): lowest out-of-fold log-loss of \(losses.count) (\(loss))",
                    "\(head): 交差検証の対数損失が\(losses.count)ヘッド中最小（\(loss)）"),
                pick("\(head): best log-loss \(loss)", "\(head): 損失最小 \(loss)"),
                pick("by best log-loss", "損失最小"),
            ]
        }
    }

    func mode(_ mode: FeatureMode) -> String {
        switch mode {
        case .pooled: "pooled"
        case .tokens: "tokens"
        }
    }

    func lastRound(_ estimator: EstimatorFacts) -> String {
        let seconds = estimator.seconds.map { ", " + Figure.seconds($0) } ?? ""
        return pick(
            "round \(estimator.round): \(estimator.labelCount) in training\(seconds)",
            "第\(estimator.round)回: 学習ラベル\(estimator.labelCount)枚\(seconds)")
    }

    var training: String { pick("training", "学習中") }
    func embedding(_ progress: EmbeddingProgress) -> String {
        guard progress.total > 0 else { return pick("looking at the folder", "フォルダ確認中") }
        let share = Figure.percent(progress.fraction)
        return pick("embedding \(share)", "特徴量計算 \(share)")
    }
    var stopping: String { pick("stopping", "中止中") }
    var saving: String { pick("saving", "保存中") }
}

// MARK: Compare

extension Words {
    var whichClass: String { pick("▶ Which class is this?", "▶ これはどのクラス？") }
    var forComparison: String { pick("for comparison", "比較用") }

    func alike(_ similarity: Float) -> String {
        pick("cosine \(Figure.fixed(similarity, 2))", "類似度 \(Figure.fixed(similarity, 2))")
    }

    var framedIs: String { pick("The framed picture is", "枠の画像は") }
    var noLookAlike: String { pick("no look-alike found", "似た画像なし") }

    func orderTitle(_ name: String) -> String {
        switch name {
        case "suggested": pick("suggested", "おすすめ順")
        case "confusions": pick("confusions", "混同順")
        case "suspected-errors": pick("suspected errors", "誤り疑い順")
        case "audit": pick("audit", "監査")
        default: name
        }
    }

    func orderSummary(_ order: RankingOrder) -> String {
        switch order.name {
        case "suggested":
            pick("the images that teach most, the most confused first", "学習に効く画像を、混同の大きい順に")
        case "confusions": pick("the whole pool, the most confused first", "全画像を混同の大きい順に")
        case "suspected-errors": pick("where CLIP is most probably wrong", "CLIPが誤っていそうな順に")
        default: order.purpose
        }
    }

    func ranking(_ ranking: Page.Ranking) -> String {
        switch ranking {
        case .order(_, by: .deltaS): pick("ranked by the magnitude of Δs", "Δsの大きさで順位付け")
        case .order(_, by: .zeroShotMargin):
            pick("not trained yet: ranked by CLIP's own margin", "未学習：CLIP自身の僅差で順位付け")
        case .order(_, by: .suspectedError): pick("ranked by how probably CLIP is wrong", "CLIPが誤る確率で順位付け")
        case .reserve: pick("the audit reserve, in its own order", "監査用画像を所定の順に")
        case .order(let order, by: .strategy): pick("ranked by \(order.name)", "\(order.name) で順位付け")
        }
    }

    var lookingForQuestions: String { pick("Looking for the next pair …", "次の組を探しています…") }
    var embeddingFirstImages: String { pick("The images are being embedded.", "画像の特徴量を計算中です。") }
    var embeddingFirstImagesDetail: String {
        pick("The first pair comes as soon as there is one.", "最初の組が用意でき次第、表示します。")
    }
    var nothingToAsk: String {
        pick("Nothing is left to ask in this order.", "この順序で質問する画像はもうありません。")
    }
    var nothingToAskRemedy: String {
        pick(
            "\(key(.matrix)) shows the matrix, \(key(.order)) another order, \(key(.undo)) takes back.",
            "\(key(.matrix)) 混同行列、\(key(.order)) 別の順序、\(key(.undo)) 取消。")
    }
    var noQuestions: String { pick("The questions could not be loaded.", "質問を読み込めませんでした。") }

    func anyClass(_ count: Int) -> String { pick("any of \(count) classes", "全\(count)クラスから選ぶ") }

    func missingPicture(_ absence: PictureAbsence) -> String {
        switch absence {
        case .fileMissing:
            pick(
                "The file is not where it was. It can still be labelled by its name.",
                "ファイルが見つかりません。名前でラベルを付けることはできます。")
        case .unreadable(let reason):
            pick(
                "The picture cannot be read: \(reason) It can still be labelled, or marked unusable.",
                "画像を読めません: \(reason) ラベル付け、または画像不良の指定はできます。")
        }
    }

    var noPictures: String {
        pick("This project has features only: judge by the path.", "特徴量のみのプロジェクトです。パスで判断してください。")
    }

    func saving(_ edit: Edit, in project: ProjectFacts) -> String {
        pick("saving: \(name(of: edit, in: project)) …", "保存中: \(name(of: edit, in: project)) …")
    }

    func recorded(_ recorded: Recorded, in project: ProjectFacts) -> String {
        let what = name(of: recorded.edit, in: project)
        return pick("recorded: \(what)", "記録: \(what)")
    }

    func notSaved(_ sentence: String) -> String { pick("Not saved. \(sentence)", "保存できません。\(sentence)") }

    func believed(_ active: HeadBelief, in project: ProjectFacts) -> String {
        believed(active.head.rawValue, active.belief, in: project)
    }

    func believed(_ head: String, _ belief: Belief, in project: ProjectFacts) -> String {
        "\(head): \(project.name(of: belief.label)) \(Figure.percent(belief.probability))"
    }

    /// What an edit says, in a word or two.
    func name(of edit: Edit, in project: ProjectFacts) -> String {
        switch edit.change {
        case .review(_, let review): name(of: review, in: project)
        case .flag(_, true): pick("flagged", "フラグあり")
        case .flag(_, false): pick("flag taken off", "フラグなし")
        }
    }

    func name(of review: Review, in project: ProjectFacts) -> String {
        switch review {
        case .unseen: pick("unlabelled", "未判定")
        case .labelled(let id): project.name(of: id)
        case .unsure: pick("unsure", "保留")
        case .noneOfThese: pick("none of these", "該当なし")
        case .unusable: pick("unusable", "画像不良")
        case .skipped: pick("skipped", "後回し")
        }
    }

    func tookBack(_ edit: Edit, path: String, in project: ProjectFacts) -> String {
        let now = name(of: edit, in: project)
        return edit.origin == .undo
            ? pick("taken back: \(path) is \(now) again", "取消: \(path) は「\(now)」に戻りました")
            : pick("made again: \(path) is \(now)", "やり直し: \(path) は「\(now)」です")
    }

    var nothingToUndo: String { pick("Nothing is left to take back or redo.", "取り消し・やり直しの対象がありません。") }
    var leavingAfterSaving: String { pick("Leaving as soon as the answer is saved …", "保存が終わり次第、終了します…") }

    func trained(_ estimator: EstimatorFacts) -> String {
        let seconds = estimator.seconds.map(Figure.seconds)
        return pick(
            "trained: \(labelsInTraining(estimator.labelCount))\(seconds.map { ", " + $0 } ?? ""); the ranking is fresh",
            "\(labelsInTraining(estimator.labelCount))で学習完了\(seconds.map { "（\($0)）" } ?? "")。順位を更新しました")
    }

    func nothingChanged(since round: Int) -> String {
        pick(
            "Nothing has changed since round \(round): it learnt from these labels.",
            "第\(round)回の学習から変更はありません（学習ラベルは同じです）。")
    }

    func roundOfOtherClasses(_ round: Int) -> String {
        pick(
            "Round \(round) was trained on other classes and is not used; the next training starts afresh.",
            "第\(round)回の学習は別のクラス構成のため使いません。次の学習は最初から行います。")
    }

    var trainingStopped: String { pick("Training stopped; nothing has changed.", "学習を中止しました。変更はありません。") }
}

extension ProjectFacts {
    /// The name of a class; a class that the project does not know is named by its number.
    func name(of id: ClassID) -> String { self[id]?.name ?? formerClasses[id] ?? "#\(id.rawValue)" }
}

// MARK: Why a command cannot be used

extension Words {
    func sentence(for reason: Unavailable) -> String {
        switch reason {
        case .nothingAsked: pick("There is no question on the screen.", "質問が表示されていません。")
        case .isSaving: pick("The last answer is still being saved.", "前の回答を保存中です。")
        case .noPartner: pick("This picture has no look-alike.", "比較する画像がありません。")
        case .noPictures: pick("This project has no pictures.", "このプロジェクトには画像がありません。")
        case .oneClassOnly: pick("The project has one class only.", "クラスが1つしかありません。")
        case .trainingRuns:
            pick(
                "Training is running; \(key(.cancelRetrain)) stops it.",
                "学習中です。\(key(.cancelRetrain)) で中止できます。")
        case .noTrainingRuns: pick("No training is running.", "学習は実行されていません。")
        case .tooFewLabels: pick("Training needs at least two labels.", "学習には2枚以上のラベルが必要です。")
        case .notTrained: pick("Not trained yet: there is only plain CLIP to show.", "未学習のため、CLIP単体のみ表示できます。")
        case .noMatrix: pick("There is no matrix on the screen.", "混同行列が表示されていません。")
        case .noImages: pick("There is no image to open.", "開く画像がありません。")
        case .atLimit: pick("It does not go further.", "これ以上は動きません。")
        case .wholeInView:
            pick(
                "The whole picture is in view; \(key(.zoomIn)) zooms in.", "全体が表示されています。\(key(.zoomIn)) で拡大。")
        case .nothingOpen: pick("Nothing is open that it could close.", "閉じるものがありません。")
        case .sameOrder: pick("That order is in use already.", "すでにその順序です。")
        case .isStopping: pick("Training is being stopped already.", "すでに中止しています。")
        case .notInSight:
            pick("Not taken: the picture is not on the screen.", "無効: 画像がまだ表示されていません。")
        case .justShown:
            pick("Not taken: the picture has only just come. Press again.", "無効: 画像が表示された直後です。もう一度押してください。")
        case .keyHeld: pick("A key that is held down answers once.", "キーの押し続けは1回だけ有効です。")
        case .typingOn:
            pick(
                "Not taken: typed on after a list was closed. Pause, then press again.",
                "無効: 一覧を閉じた直後の入力です。少し待って押してください。")
        case .soonAfterEscape:
            pick("Not taken: too soon after \(escape). Press again.", "無効: \(escape) の直後です。もう一度押してください。")
        case .otherPicture:
            pick("Not taken: the picture has changed since. Look again.", "無効: 画像が変わりました。もう一度確認してください。")
        }
    }
}

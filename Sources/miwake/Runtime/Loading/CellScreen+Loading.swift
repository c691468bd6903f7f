import AnnotatorUI
import Workbench

extension CellScreen: LoadableScreen {
    static func answer(to request: CellRequest, by runner: EffectRunner) -> Event {
        do {
            let members = try runner.opened { session in
                try session.members(
                    request.source, zeroShot: request.isZeroShot, truth: request.truth, predicted: request.predicted,
                    key: runner.options.answerKey)
            }
            return .loaded(CellImages(request, members))
        } catch {
            return .failed(runner.words.sentence(for: error))
        }
    }
}

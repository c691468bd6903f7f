import AnnotatorUI
import Figures
import Labelling
import Workbench

extension CellScreen: LoadableScreen {
    static func answer(to request: CellRequest, by runner: EffectRunner) -> Event {
        do {
            return .loaded(try runner.opened { try $0.images(of: request, key: runner.options.answerKey) })
        } catch {
            return .failed(runner.words.sentence(for: error))
        }
    }
}

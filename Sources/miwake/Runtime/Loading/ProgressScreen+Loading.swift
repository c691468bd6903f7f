import AnnotatorUI
import Labelling
import Workbench

extension ProgressScreen: LoadableScreen {
    static func answer(to request: Request, by runner: EffectRunner) -> Event {
        do {
            return .loaded(try runner.opened { try $0.progressFigures() })
        } catch {
            return .failed(runner.words.sentence(for: error))
        }
    }
}

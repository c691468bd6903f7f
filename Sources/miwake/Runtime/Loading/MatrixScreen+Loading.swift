import AnnotatorUI
import Labelling
import ProjectModel
import Studies
import Workbench

extension MatrixScreen: LoadableScreen {
    static func answer(to request: Request, by runner: EffectRunner) -> Event {
        switch request {
        case .figures(let source): .loaded(result(source, runner))
        }
    }

    private static func result(_ source: MatrixSource?, _ runner: EffectRunner) -> MatrixResult {
        do {
            return .figures(try runner.opened { try $0.matrix(source, key: runner.options.answerKey) })
        } catch StudyError.noAuditAnswers(let reserve) {
            return .empty(.noAuditAnswers(reserve: reserve))
        } catch WorkbenchError.tooFewLabelsForFolds, WorkbenchError.notTrained {
            return .empty(.tooFewLabels)
        } catch WorkbenchError.noFeatures {
            return .empty(.noFeatures)
        } catch {
            return .failed(runner.words.sentence(for: error))
        }
    }
}

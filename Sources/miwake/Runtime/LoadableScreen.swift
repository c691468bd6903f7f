import AnnotatorUI
import Workbench

/// A screen whose requests are answered from the project: its file in `Runtime/Loading` is all that the runner knows of it.
protocol LoadableScreen: FullScreen {
    /// The answer, off the main thread. What goes wrong is an event of the screen too.
    static func answer(to request: Request, by runner: EffectRunner) -> Event

    /// Where it is made; by default behind the rankings and whatever else only looks.
    static func thread(for request: Request, of runner: EffectRunner) -> ComputeThread
}

extension LoadableScreen {
    static func thread(for request: Request, of runner: EffectRunner) -> ComputeThread { runner.thinking }

    static func answer(_ asked: ScreenRequest, by runner: EffectRunner) {
        guard let request = asked.content(of: Self.self) else {
            preconditionFailure("a request can be made by the screen that asks only")
        }
        runner.run(on: thread(for: request, of: runner)) { runner in
            runner.mailbox.post(.answer(Self.self, answer(to: request, by: runner), asked.generation))
        }
    }
}

import ProjectStore
import Workbench

extension SmallBench {
    func open() throws -> Workbench { try Workbench.open(path, .readWrite) }
}

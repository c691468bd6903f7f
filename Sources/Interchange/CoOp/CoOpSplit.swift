internal import Foundation

/// A split file of the few-shot literature (CoOp, Zhou et al., "Learning to prompt for vision-language models", 2022):
/// `{"train": [[path, label, classname], …], "val": …, "test": …}`.
package struct CoOpSplit: Sendable, Equatable {
    package var train: [Row]
    package var val: [Row]
    package var test: [Row]

    package struct Row: Sendable, Equatable {
        /// Relative to the image folder, forward slashes.
        package var path: String
        /// The class's index, 0 ..< C.
        package var label: Int
        package var className: String

        package init(path: String, label: Int, className: String) {
            self.path = path
            self.label = label
            self.className = className
        }
    }

    package init(train: [Row], val: [Row] = [], test: [Row] = []) {
        self.train = train
        self.val = val
        self.test = test
    }

    /// Class names by index, over the three lists.
    package var classNames: [Int: String] {
        var names: [Int: String] = [:]
        for row in train + val + test { names[row.label] = row.className }
        return names
    }
}

/// Why a split file cannot be read or written.
package enum CoOpError: Error, Sendable, Equatable {
    /// Not JSON, or not of this shape; the key path is such as `train[3][1]`.
    case malformed(keyPath: String, reason: String)
    case repeatedPath(String)
    /// One index with two names, or one name with two indices.
    case inconsistentClass(label: Int, className: String)
    /// Indices must run from 0 without gaps.
    case missingLabel(Int)
    case emptyText(list: String, row: Int)
}

package import ProjectModel
internal import Synchronization

/// One value per head, each made when it is first asked for; who asks meanwhile waits for it.
package final class Memo<Value: Sendable>: Sendable {
    /// Its own lock each, so that a head may ask for another while it is made.
    private final class Entry: Sendable {
        let value = Mutex<Value?>(nil)
    }

    private let entries = Mutex<[Head: Entry]>([:])

    package init() {}

    package func value(of head: Head, orMake make: () -> Value) -> Value {
        let entry = entries.withLock { entries in
            if let known = entries[head] { return known }
            let fresh = Entry()
            entries[head] = fresh
            return fresh
        }
        return entry.value.withLock { value in
            if let value { return value }
            let made = make()
            value = made
            return made
        }
    }
}

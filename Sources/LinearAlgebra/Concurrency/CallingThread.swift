internal import Foundation

package enum CallingThread {
    /// How the calling thread stands back: its nice value, higher is later; 0 where threads have none of their own.
    ///
    /// It can be raised only. Where the system refuses, nothing happens.
    package static var niceness: Int32 {
        get {
            #if os(Linux)
                // 0 is the calling thread.
                getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
            #else
                0
            #endif
        }
        set {
            #if os(Linux)
                _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, newValue)
            #endif
        }
    }
}

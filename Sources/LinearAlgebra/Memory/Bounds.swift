/// What debug builds check, even where they are optimised, and release builds take for granted: the bounds of views.
@inlinable
@inline(__always)
package func debugPrecondition(_ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String) {
    #if DEBUG
        precondition(condition(), message())
    #endif
}

internal import CNcurses
internal import FileContents
internal import Foundation
package import TextUI

/// The real terminal, taken over while this value lives and given back when it goes, however it goes.
///
/// It belongs to the thread that opened it. Ctrl-C, SIGTERM and SIGHUP arrive as `.terminate`; a second one before the
/// first was read ends the process at once, with the terminal restored. So does a crash.
package struct NcursesTerminal: ~Copyable, Terminal {
    /// The colours that are drawn: pictures must be made for these.
    package let depth: ColorDepth
    /// The entry of the terminfo database in use.
    package let name: String
    /// How long to wait for what may follow an escape.
    package let escapeDelay: Duration

    private let numbers: ColorNumbers
    private var theme: Theme
    private var pairs: PairTable
    /// What stands on the screen; nil when nothing is known about it.
    private var drawn: Screen?
    private var doublePress = DoublePress()
    private var decoder: InputDecoder
    /// Read and not yet asked for.
    private var waiting: [TimedInput] = []
    private let opened: ContinuousClock.Instant
    /// When the program last looked and found nothing more to read.
    private var lastEmpty: Duration = .zero
    /// Open until the screen is closed: stderr goes there meanwhile.
    private let log: Int32

    /// Opens the screen.
    ///
    /// - Parameters:
    ///   - theme: gives the theme for as many colours as the terminal turns out to have.
    ///   - environment: TERM, COLORTERM, NO_COLOR, TMUX and ESCDELAY are read.
    ///   - wanted: no more colours than this; nil leaves it to the environment.
    ///   - usesMouse: whether clicks and the wheel are reported; the terminal's own selection then needs Shift.
    ///   - logPath: a file to which stderr is appended while the screen is on; nil keeps it in memory. Either way its
    ///     end is shown after the screen.
    package init(
        theme: (ColorDepth) -> Theme, environment: [String: String], wanted: ColorDepth? = nil, usesMouse: Bool = true,
        logPath: String? = nil
    ) throws(TerminalError) {
        let choice = try TerminalChoice(environment: environment, wanted: wanted)
        let escapeDelay = try EscapeDelay.time(in: environment)
        let log = try Self.openLog(path: logPath)
        var opening = TERMINAL_UNKNOWN
        var name = ""
        for candidate in choice.names where opening == TERMINAL_UNKNOWN {
            name = candidate
            opening = terminal_open(candidate, choice.limit == .monochrome ? 0 : 1, usesMouse ? 1 : 0, log)
        }
        guard opening == TERMINAL_OPENED else {
            let reason = systemReason(of: errno)
            close(log)
            switch opening {
            case TERMINAL_BUSY: throw .alreadyOpen
            case TERMINAL_INPUT_IS_NO_TTY: throw .inputIsNoTerminal
            case TERMINAL_OUTPUT_IS_NO_TTY: throw .outputIsNoTerminal
            case TERMINAL_NO_UTF8: throw .noUTF8Locale
            case TERMINAL_TOO_SIMPLE: throw .tooSimple(name: name)
            case TERMINAL_NO_PIPE: throw .refused(reason: reason)
            default: throw .unknown(name: name)
            }
        }
        self.name = name
        self.log = log
        depth = min(choice.limit, Self.depth(colors: Int(terminal_colors())))
        numbers = ColorNumbers(depth: depth)
        self.theme = theme(depth)
        pairs = PairTable(capacity: Int(terminal_pairs()))
        self.escapeDelay = escapeDelay
        decoder = InputDecoder(escapeDelay: escapeDelay, named: Key.sequencesOfOpenTerminal())
        opened = ContinuousClock.now
    }

    deinit {
        terminal_close()
        close(log)
    }

    package var size: Size { Size(columns: Int(terminal_columns()), rows: Int(terminal_rows())) }

    package var waker: TerminalWaker { TerminalWaker() }

    /// Rings the terminal's bell.
    package mutating func ring() { terminal_ring() }

    /// Draws everything in another theme from now on.
    package mutating func use(_ theme: Theme) {
        self.theme = theme
        drawn = nil
    }

    private static func openLog(path: String?) throws(TerminalError) -> Int32 {
        let log =
            if let path {
                open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            } else {
                terminal_new_log()
            }
        guard log >= 0 else { throw .refused(reason: systemReason(of: errno)) }
        return log
    }

    private static func depth(colors: Int) -> ColorDepth {
        switch colors {
        case (1 << 24)...: .trueColor
        case 256...: .indexed256
        case 16...: .indexed16
        case 8...: .indexed8
        default: .monochrome
        }
    }
}

// MARK: input

extension NcursesTerminal {
    package var now: Duration { opened.duration(to: .now) }

    /// The next input; nil when the time is over or somebody has called `wake()`.
    ///
    /// - Parameter timeoutMilliseconds: 0 only looks, a negative one waits for ever.
    package mutating func nextInput(timeoutMilliseconds: Int) -> TimedInput? {
        let end = timeoutMilliseconds < 0 ? nil : now + .milliseconds(timeoutMilliseconds)
        while true {
            if !waiting.isEmpty { return waiting.removeFirst() }
            let wasIdleBefore = now
            let flags = terminal_wait(milliseconds(until: [end, decoder.deadline].compactMap(\.self).min()))
            if flags & TERMINAL_LEAVE != 0 { return TimedInput(.terminate, Arrival(at: now)) }
            if flags & TERMINAL_SUSPENDED != 0 {
                suspend()
                continue
            }
            if flags & TERMINAL_CONTINUED != 0 { terminal_resume() }
            if flags & (TERMINAL_RESIZED | TERMINAL_CONTINUED) != 0 {
                drawAnew()
                continue
            }
            readInput(hasInput: flags & TERMINAL_HAS_INPUT != 0, waitedSince: wasIdleBefore)
            if waiting.isEmpty, flags & TERMINAL_WOKEN != 0 || end.map({ now >= $0 }) ?? false { return nil }
        }
    }

    /// Gives the terminal back and stops the job; when it goes on, everything is drawn anew.
    package mutating func suspend() {
        terminal_suspend()
        drawAnew()
    }

    private mutating func drawAnew() {
        drawn = nil
        waiting.append(TimedInput(.resize(size), Arrival(at: now)))
    }

    private func milliseconds(until time: Duration?) -> Int32 {
        guard let time else { return -1 }
        let left = ((time - now) / .milliseconds(1)).rounded(.up)
        return Int32(max(0, min(left, Double(Int32.max))))
    }

    /// Bytes that were there as soon as the program looked may have come at any time since it looked before.
    private mutating func readInput(hasInput: Bool, waitedSince start: Duration) {
        let time = now
        var events: [InputDecoder.Event] = []
        var arrival = Arrival(at: time)
        if hasInput {
            let hasWaited = time - start > Self.shortestWait
            arrival.earliest = hasWaited ? time : min(lastEmpty, time)
            var bytes = [UInt8](repeating: 0, count: Self.readSize)
            let count = Int(terminal_read(&bytes, Int32(bytes.count)))
            for byte in bytes.prefix(count) { events += decoder.take(byte, at: arrival) }
            if count < bytes.count { lastEmpty = time }
        } else {
            events = decoder.passed(time)
            lastEmpty = time
        }
        waiting += events.map { TimedInput(input(for: $0, at: time), arrival) }
    }

    private static let readSize = 1024
    /// Nothing was waiting where the system took longer than this to say that something is there.
    private static let shortestWait: Duration = .milliseconds(2)

    private mutating func input(for event: InputDecoder.Event, at time: Duration) -> Input {
        switch event {
        case .key(let key): return .key(key)
        case .dropped(let bytes): return .dropped(bytes)
        case .mouse(let report):
            let position = Point(column: report.column, row: report.row)
            let kind: Mouse.Kind =
                switch report.kind {
                case .wheelUp: .wheelUp
                case .wheelDown: .wheelDown
                case .press: doublePress.kind(at: position, time: time)
                }
            return .mouse(Mouse(kind: kind, position: position))
        }
    }
}

// MARK: drawing

extension NcursesTerminal {
    /// Shows a screen, sending only what differs from the one before.
    ///
    /// Where the screen and the terminal differ in size, the part that both have is drawn.
    package mutating func draw(_ screen: Screen) {
        if !drawChanges(of: screen) {
            // The terminal has no more pairs of colours: start them afresh with what this screen needs.
            drawn = nil
            pairs.forgetAll()
            terminal_forget_pairs()
            _ = drawChanges(of: screen)
        }
        drawn = screen
        let cursor = screen.cursor.flatMap {
            Rect(column: 0, row: 0, columns: size.columns, rows: size.rows).contains($0) ? $0 : nil
        }
        terminal_update(Int32(cursor?.row ?? -1), Int32(cursor?.column ?? -1))
    }

    /// - Returns: whether there were pairs for all colours. Cells without one are drawn in the default colours.
    private mutating func drawChanges(of screen: Screen) -> Bool {
        let before = drawn.flatMap { $0.size == screen.size ? $0 : nil }
        if before == nil { terminal_repaint() }
        let columns = min(screen.size.columns, size.columns)
        var isComplete = true
        for row in 0..<min(screen.size.rows, size.rows) {
            let start = row * screen.size.columns
            var column = 0
            while column < columns {
                let cell = screen.cells[start + column]
                let isWide = column + 1 < screen.size.columns && screen.cells[start + column + 1].isContinuation
                let width = isWide ? 2 : 1
                defer { column += width }
                if let before,
                    before.cells[(start + column)..<(start + column + width)]
                        == screen.cells[(start + column)..<(start + column + width)]
                {
                    continue
                }
                // Half a wide glyph at the border would wrap into the next row.
                let glyph = cell.isContinuation || column + width > columns ? " " : cell.glyph.glyphs.first ?? " "
                let style = theme.style(for: cell.role)
                let (pair, brightens) = numbers.pair(for: style)
                let number = pairNumber(pair)
                if number == nil { isComplete = false }
                put(
                    glyph, row: row, column: column, width: width, attributes: style.attributes(bold: brightens),
                    pair: number ?? 0)
            }
        }
        return isComplete
    }

    private mutating func pairNumber(_ pair: ColorNumbers.Pair) -> Int32? {
        switch pairs.number(of: pair) {
        case .known(let number): return number
        case .new(let number):
            terminal_define_pair(number, pair.foreground, pair.background)
            return number
        case .full: return nil
        }
    }

    private func put(_ glyph: Character, row: Int, column: Int, width: Int, attributes: UInt32, pair: Int32) {
        // A glyph narrower than its place leaves a half that must be painted too; a wider one would spill over.
        let fits = glyph.columns <= width
        if width == 2, glyph.columns == 1 || !fits {
            put(" ", row: row, column: column + 1, width: 1, attributes: attributes, pair: pair)
        }
        var scalars = (fits ? glyph : "\u{FFFD}").unicodeScalars.map(\.value)
        terminal_put(Int32(row), Int32(column), &scalars, Int32(scalars.count), attributes, pair)
    }
}

extension Style {
    fileprivate func attributes(bold: Bool) -> UInt32 {
        (isBold || bold ? TERMINAL_BOLD : 0) | (isDim ? TERMINAL_DIM : 0) | (isUnderlined ? TERMINAL_UNDERLINE : 0)
            | (isReversed ? TERMINAL_REVERSE : 0)
    }
}

/// Wakes a terminal that waits for input, from any thread: a result is there to be shown.
package struct TerminalWaker: Sendable {
    /// Ends the present `nextInput`, or the next, with nil.
    package func wake() { terminal_wake() }
}

import Foundation
import NcursesTerminal
import TextUI
import Themes

/// A program on the real terminal that shows what it is told, for tests to look at through tmux.
///
/// The first line says `ready`, how many inputs came, the size and the depth of colour; the second names the last input.
/// The last line says `end` and again how many inputs came: the terminal gets it last, so a frame with it is whole.
@main
struct Probe {
    static func main() {
        do {
            try run()
            print("the probe ended")
        } catch {
            print("the probe failed: \(error)")
        }
    }

    private static func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let themes = try ThemeLibrary(folders: []).themesByDepth(named: ThemeLibrary.standardName)
        var terminal = try NcursesTerminal(
            theme: { themes[$0] }, environment: environment, logPath: environment["PROBE_LOG"])
        FileHandle.standardError.write(Data("a line on stderr\n".utf8))
        let waker = terminal.waker
        var size = terminal.size
        var count = 0
        var last = "nothing"
        while true {
            terminal.draw(screen(size: size, count: count, depth: "\(terminal.depth)", last: last))
            guard let input = terminal.nextInput(timeoutMilliseconds: -1)?.input else {
                (count, last) = (count + 1, "woken")
                continue
            }
            count += 1
            last = describe(input)
            switch input {
            case .terminate, .key(.character("q")): return
            case .resize(let new): size = new
            case .key(.control("z")): terminal.suspend()
            case .key(.character("T")): trap(count)
            case .key(.character("W")): Thread.detachNewThread { waker.wake() }
            case .key(.character("H")): while terminal.size.columns > 0 { Thread.sleep(forTimeInterval: 1) }
            default: break
            }
        }
    }

    /// A crash as a mistake of ours would make it.
    private static func trap(_ count: Int) {
        precondition(count < 0, "the probe was asked to crash")
    }

    private static func describe(_ input: Input) -> String {
        switch input {
        case .key(.character(let character)): "character \(character)"
        case .key(let key): "\(key)"
        case .mouse(let mouse): "\(mouse.kind) at \(mouse.position.column),\(mouse.position.row)"
        case .dropped(let bytes): "dropped \(bytes)"
        case .resize: "resize"
        case .terminate: "terminate"
        }
    }

    /// Wide glyphs that any mistake in their drawing would shift, and three lines of text over them.
    private static func screen(size: Size, count: Int, depth: String, last: String) -> Screen {
        var screen = Screen(size: size)
        for row in 0..<size.rows {
            screen.write(String(repeating: "傷", count: size.columns / 2), column: 0, row: row, role: .classColor(row))
        }
        screen.write("end \(count) |", column: 0, row: size.rows - 1)
        screen.write("ready \(count) \(size.columns)x\(size.rows) \(depth) |", column: 0, row: 0, role: .title)
        screen.write("\(last) |", column: 0, row: 1)
        screen.write("é 傷だらけ ▀🬋 \u{1B}[31mx |", column: 0, row: 2, role: .selection)
        return screen
    }
}

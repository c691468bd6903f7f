import Testing

@testable import miwake

@Suite("Where the program's own files lie")
struct ResourceFolderTests {
    @Test("an installed program finds what was installed beside it, wherever it was put")
    func installed() {
        let folders = ResourceFolders(
            environment: ["HOME": "/people/mori"], executable: "/opt/tools/bin/miwake")
        #expect(folders.shared == "/opt/tools/share/miwake")
        #expect(folders.checkout == nil)
        #expect(folders.samples == ["/opt/tools/share/miwake/samples"])
        #expect(folders.themes == ["/people/mori/.config/miwake/themes", "/opt/tools/share/miwake/themes"])
        #expect(folders.userFiles == "/people/mori/.local/share/miwake")
        #expect(folders.cache == "/people/mori/.cache/miwake")
    }

    @Test("a program in a build folder finds the samples of its checkout")
    func built() {
        let folders = ResourceFolders(
            environment: ["HOME": "/people/mori"],
            executable: "/people/mori/miwake/.build/x86_64-unknown-linux-gnu/release/miwake")
        #expect(folders.checkout == "/people/mori/miwake")
        #expect(folders.samples.last == "/people/mori/miwake/SampleProjects")
    }

    @Test("a checkout below another build folder is the inner one")
    func nested() {
        let folders = ResourceFolders(
            environment: ["HOME": "/h"], executable: "/a/.build/b/.build/debug/miwake")
        #expect(folders.checkout == "/a/.build/b")
    }

    @Test("the XDG folders come first, unless they are relative")
    func environment() {
        let folders = ResourceFolders(
            environment: [
                "HOME": "/h", "XDG_CONFIG_HOME": "/etc/mine", "XDG_DATA_HOME": "data", "XDG_CACHE_HOME": "/var/c",
            ],
            executable: "/usr/bin/miwake")
        #expect(folders.configuration == "/etc/mine/miwake")
        #expect(folders.userFiles == "/h/.local/share/miwake")
        #expect(folders.themes.first == "/etc/mine/miwake/themes")
        #expect(folders.cache == "/var/c/miwake")
        #expect(folders.shared == "/usr/share/miwake")
    }

    @Test("a program that does not know where it lies has the user's folders only")
    func unknown() {
        let folders = ResourceFolders(environment: ["HOME": "/h"], executable: nil)
        #expect(folders.samples.isEmpty)
        #expect(folders.themes == ["/h/.config/miwake/themes"])
    }
}

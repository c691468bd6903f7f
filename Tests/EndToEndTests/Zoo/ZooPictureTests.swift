import Foundation
import TestSupport
import Testing

extension Zoo {
    @Suite("Pictures that every decoder reads")
    struct Pictures {
        /// A project of an animal's pictures, embedded by the sample's checkpoint.
        private struct Embedded {
            let folder: TemporaryFolder
            /// What `miwake embed` said.
            let output: String
            /// The cosine of each embedded picture with a text.
            let cosines: [String: Double]

            init(_ animal: String) throws {
                folder = try TemporaryFolder()
                let path = folder.path + "/line"
                let made = try Program.run([
                    "new", path, "--images", try Zoo.fixture(animal), "--class", "good", "--class", "crack",
                    "--checkpoint", ClipProject.checkpoint, "--reserve", "0",
                ])
                #expect(made.status == 0, "\(made.errors)")
                let embedded = try Program.run(["embed", path])
                #expect(embedded.status == 0, "\(embedded.errors)")
                output = embedded.output + embedded.errors
                let found = try Program.run(["search", path, "good surface", "--top", "100", "--format", "json"])
                #expect(found.status == 0, "\(found.errors)")
                cosines = try Dictionary(
                    uniqueKeysWithValues: found.rows().map { row in
                        (try #require(row["path"] as? String), try #require(row["cosine"] as? Double))
                    })
            }
        }

        @Test("JPEG files with harmless warnings are the undisturbed picture, each with a note")
        func benignWarnings() throws {
            let project = try Embedded("jpeg_benign_warnings")
            let undisturbed = try #require(project.cosines["undisturbed.jpg"])
            #expect(project.cosines.count == 5, "\(project.output)")
            for (name, cosine) in project.cosines where name != "undisturbed.jpg" {
                #expect(cosine == undisturbed, "\(name): \(cosine), \(undisturbed)")
                #expect(project.output.contains("\(name): every pixel read, though: "), "\(project.output)")
            }
            #expect(!project.output.contains("in doubt"), "\(project.output)")
            #expect(!project.output.contains("undisturbed.jpg"), "\(project.output)")
        }

        @Test("flat pictures of 1, 2, 4 and 8 bits, whose files are tiny, are pictures without a flaw")
        func lowDepth() throws {
            let project = try Embedded("png_low_depth_flat")
            #expect(project.cosines.count == 4, "\(project.output)")
            #expect(!project.output.contains(".png"), "\(project.output)")
        }

        @Test("12 bits in 16 that sBIT tells of are the same picture as 16; without a word from the file they wait")
        func depth() throws {
            let project = try Embedded("png_12bit_in_16")
            #expect(Set(project.cosines.keys) == ["12bit_sbit.png", "full16.png"], "\(project.output)")
            // A picture that is nearly black lies 0.1 and more away.
            let (known, full) = (project.cosines["12bit_sbit.png"], project.cosines["full16.png"])
            #expect(try abs(#require(known) - #require(full)) < 2e-3)
            for bits in [10, 12] {
                #expect(
                    project.output.contains(
                        "\(bits)bit.png: in doubt: 16 bits per sample, and none needs more than \(bits)"),
                    "\(project.output)")
            }
        }

        @Test("a cut-out is the picture without its transparency, as the manual says")
        func transparency() throws {
            let project = try Embedded("alpha_cutout")
            #expect(try #require(project.cosines["cutout.png"]) == #require(project.cosines["dropped.png"]))
            #expect(try Zoo.manual().contains("| transparency (alpha, or one transparent colour) | dropped:"))
        }
    }
}

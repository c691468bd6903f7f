import Foundation
import TestSupport
import Testing

extension Zoo {
    @Suite("Tensors from other programs")
    struct Tensors {
        private let small: SmallProject

        init() throws {
            small = try SmallProject(imagesPerClass: 4)
            try small.succeed(["new", small.path, "--images", small.images] + SmallProject.classArguments)
        }

        /// An array file of 6 × 16 values, whose elements are described in this way and have so many bytes.
        private func array(_ description: String, bytes: Int) -> Data {
            var header = "{'descr': \(description), 'fortran_order': False, 'shape': (6, 16), }"
            while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
            header += "\n"
            let length = UInt16(header.utf8.count)
            return Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)])
                + Data(header.utf8) + Data(count: 6 * 16 * bytes)
        }

        @Test("an archive of arrays is called one, with the remedy")
        func archive() throws {
            let file = try Zoo.fixture("import_npz_bf16/F.npz")
            try Program.refuses(
                small.importArguments(image: file), 3, saying: file,
                "is a .npz archive of arrays; save one with numpy.save")
        }

        @Test("bfloat16 is called bfloat16, with the remedy")
        func bfloat16() throws {
            let file = try Zoo.fixture("import_npz_bf16/F_bf16.npy")
            try Program.refuses(small.importArguments(image: file), 3, saying: file, "bfloat16: save as float32")
        }

        @Test(
            "every other kind of array is named, with the remedy",
            arguments: [
                ("'<V1'", 1, "float8"), ("'|V1'", 1, "float8"), ("'<i8'", 8, "“<i8”"), ("'|b1'", 1, "“|b1”"),
                ("'<c8'", 8, "“<c8”"), ("'<U5'", 20, "“<U5”"), ("'<M8[ns]'", 8, "“<M8[ns]”"),
                ("[('a', '<f4'), ('b', '<f4')]", 8, "records"), ("'|O'", 8, "pickle"),
            ])
        func otherArrays(description: String, bytes: Int, words: String) throws {
            let file = small.folder.path + "/bad.npy"
            try array(description, bytes: bytes).write(to: URL(filePath: file))
            try Program.refuses(small.importArguments(image: file), 3, saying: file, words, "float")
        }

        @Test("files of other formats under an array's name are named")
        func otherFormats() throws {
            let file = small.folder.path + "/bad.npy"
            func refuse(_ bytes: [UInt8], _ words: String) throws {
                try Data(bytes).write(to: URL(filePath: file))
                try Program.refuses(small.importArguments(image: file), 3, saying: file, words)
            }
            try refuse([0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0], "pickle")
            try refuse([0x89] + Array("HDF\r\n".utf8), "is a HDF5 file")
            try refuse([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8), "is a safetensors file")
            try refuse(Array("0.1,0.2\n".utf8), "is text that begins")
        }

        @Test("both byte orders and both orders of the axes are the same numbers")
        func orders() throws {
            let fortran = small.folder.path + "/fortran.npy"
            try NumPyBytes(isFortran: true).file(
                small.imageFeatures, rows: 4 * SmallProject.classes.count, columns: SmallProject.width
            ).write(to: URL(filePath: fortran))
            try small.importFeatures(image: fortran)
            let scores = try small.scores()
            let other = try SmallProject(imagesPerClass: 4).set()
            #expect(try other.scores() == scores)
        }
    }
}

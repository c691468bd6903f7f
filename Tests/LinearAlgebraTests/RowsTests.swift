import LinearAlgebra
import Testing

@Suite("A view of rows")
struct RowsTests {
    private static func withRows(_ body: (Rows) -> Void) {
        var matrix = Matrix(rows: 4, columns: 3, elements: (0..<12).map(Float.init))
        matrix.withMutableRows(body)
    }

    @Test("of some rows, columns, or every other row sees the same floats")
    func views() {
        Self.withRows { rows in
            #expect(rows.rows(1..<3)[0, 2] == 5)
            #expect(rows.columns(1..<3)[3, 0] == 10)
            #expect(rows.every(2, from: 1).count == 2 && rows.every(2, from: 1)[1, 0] == 9)
            #expect(rows.every(3).count == 2 && rows.every(3)[1, 2] == 11)
            rows.columns(2..<3)[0, 0] = 20
            #expect(rows[0, 2] == 20 && rows.reshaped(width: 6)[0, 2] == 20)
        }
    }

    #if DEBUG
        @Test("stops at its bounds in a debug build")
        func bounds() async {
            await #expect(processExitsWith: .failure) { RowsTests.withRows { _ = $0[4, 0] } }
            await #expect(processExitsWith: .failure) { RowsTests.withRows { $0[0, 3] = 1 } }
            await #expect(processExitsWith: .failure) { RowsTests.withRows { _ = $0.rows(2..<5) } }
            await #expect(processExitsWith: .failure) { RowsTests.withRows { _ = $0.columns(0..<4) } }
            await #expect(processExitsWith: .failure) { RowsTests.withRows { _ = $0[row: -1] } }
        }
    #endif

    @Test("several matrices are lent at once and handed back")
    func lending() {
        var matrices = [Matrix(rows: 2, columns: 2), Matrix(rows: 0, columns: 3), Matrix(rows: 1, columns: 1)]
        withMutableRows(of: &matrices) { lent in
            #expect(lent.map(\.count) == [2, 0, 1])
            lent[0][1, 1] = 5
            lent[2][0, 0] = 7
        }
        #expect(matrices[0].elements == [0, 0, 0, 5] && matrices[1].columns == 3 && matrices[2].elements == [7])
    }
}

import ProjectModel
import Testing

@testable import FeatureExtraction

@Suite("The images that wait for the encoder")
struct EmbeddingQueueTests {
    private static func order(_ id: Int, _ detail: PictureFeed.Detail = .centre) -> PictureFeed.Order {
        .init(id: ImageID(Int64(id)), path: "\(id).png", contentHash: nil, detail: detail)
    }

    private static func views(_ id: Int) -> PictureFeed.Order { order(id, .views(count: 8, seed: UInt64(id))) }

    private static func rest(_ queue: EmbeddingQueue) -> [PictureFeed.Order] {
        var orders: [PictureFeed.Order] = []
        while let order = queue.next() { orders.append(order) }
        return orders
    }

    @Test("what is looked at comes first, what was labelled next, then the rest in its order")
    func order() {
        let queue = EmbeddingQueue([1, 2, 3, 4, 5].map { Self.order($0) })
        #expect(queue.next() == Self.order(1))
        // Labelled: its picture, then its views.
        #expect(queue.add(Self.views(4)))
        queue.prefer([ImageID(4)])
        // On the screen: one that waits, one that is done, one that was never there.
        queue.prefer([ImageID(5), ImageID(1), ImageID(9)])
        #expect(Self.rest(queue) == [Self.order(5), Self.order(4), Self.views(4), Self.order(2), Self.order(3)])
    }

    @Test("views that were asked for twice are made once, and an ended queue takes nothing")
    func twice() {
        let queue = EmbeddingQueue([])
        #expect(queue.add(Self.views(1)) && queue.add(Self.views(1)) && queue.add(Self.views(2)))
        #expect(Self.rest(queue) == [Self.views(2), Self.views(1)])
        #expect(!queue.add(Self.views(3)))
        #expect(Self.rest(queue).isEmpty)
    }
}

extension EncoderFamily {
    /// OpenAI's CLIPs with a ResNet, and open_clip's: whatever has OpenAI's names and no projection of a class token.
    static let openAIResNet = EncoderFamily(
        marks: ["visual.conv1.weight"],
        configuration: OpenCLIPConfiguration.openAI,
        image: ResNetLayout(
            stem: (1...3).map { .init("visual.conv\($0)", norm: "visual.bn\($0)") },
            stages: (1...4).map { "visual.layer\($0)." },
            narrow: .init("conv1", norm: "bn1"), wide: .init("conv2", norm: "bn2"),
            output: .init("conv3", norm: "bn3"), shortcut: .init("downsample.0", norm: "downsample.1"),
            positions: "visual.attnpool.positional_embedding", query: "visual.attnpool.q_proj",
            key: "visual.attnpool.k_proj", value: "visual.attnpool.v_proj", projection: "visual.attnpool.c_proj"),
        text: .openAI, unread: openAIUnread)
}

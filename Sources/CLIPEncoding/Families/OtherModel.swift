/// Models that resemble CLIP and are none that Miwake computes, each known by a tensor that the others lack.
package enum OtherModel: String, Sendable, Equatable, CaseIterable {
    case coca = "CoCa, which writes captions"
    case timmImage = "open_clip with an image tower of timm (SigLIP, EVA, ConvNeXt and their like)"
    case huggingFaceText = "open_clip with a text tower of Hugging Face (RoBERTa, XLM-R, mT5 and their like)"
    case customText = "open_clip's CustomTextCLIP, whose text tower is built in another way"
    case siglip = "SigLIP"
    case imageTowerAlone = "the image tower of a CLIP without its text tower"
    case textTowerAlone = "the text tower of a CLIP without its image tower"
    case dataParallel = "a CLIP that was saved from DataParallel, every name with “module.” before it"
    case wrapped = "a CLIP within another model, every name with “clip.” before it"

    /// What names of tensors show, most telling first; nil where they are those of a CLIP, or of nobody known.
    static func recognised(among names: [String]) -> (model: OtherModel, tensor: String)? {
        func first(_ prefixes: String...) -> String? {
            names.filter { name in prefixes.contains { name.hasPrefix($0) } }.min()
        }
        if let name = first("text_decoder.") { return (.coca, name) }
        if let name = first("module.") { return (.dataParallel, name) }
        if let name = first("clip.") { return (.wrapped, name) }
        if let name = first("visual.trunk.") { return (.timmImage, name) }
        if let name = first("text.transformer.embeddings.", "text.transformer.encoder.") {
            return (.huggingFaceText, name)
        }
        if let name = first("text.") { return (.customText, name) }
        if let name = first("vision_model.head.", "text_model.head.") { return (.siglip, name) }
        let image = first("vision_model.", "visual.")
        let text = first("text_model.", "transformer.resblocks.")
        switch (image, text) {
        case (let name?, nil): return (.imageTowerAlone, name)
        case (nil, let name?): return (.textTowerAlone, name)
        default: return nil
        }
    }
}

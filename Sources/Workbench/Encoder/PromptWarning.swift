package import CLIPEncoding
package import Interchange
internal import ProjectModel

/// A prompt that the text encoder will not read as its writer meant it.
package enum PromptWarning: Sendable, Equatable {
    /// Letters outside the Latin script: to an encoder trained on English they are bytes without meaning.
    case otherScript(className: String, prompt: String)
    /// Longer than the text encoder reads.
    case truncated(className: String, prompt: String, context: Int)
}

extension ProjectFile {
    /// - Parameter tokenizer: where there is one, prompts that it would cut are found too.
    package func promptWarnings(_ tokenizer: Tokenizer?, context: Int = Tokenizer.contextLength) -> [PromptWarning] {
        classes.flatMap { definition -> [PromptWarning] in
            for text in texts(of: definition) {
                if text.unicodeScalars.contains(where: \.isLetterOfOtherScript) {
                    return [.otherScript(className: definition.name, prompt: text)]
                }
                if let tokenizer, tokenizer.tokens(text, context: context).isTruncated {
                    return [.truncated(className: definition.name, prompt: text, context: context)]
                }
            }
            return []
        }
    }
}

extension Unicode.Scalar {
    /// The last letter of the Latin blocks that follow one another.
    private static let lastLatin: UInt32 = 0x24F
    /// Latin letters with further marks.
    private static let additionalLatin: ClosedRange<UInt32> = 0x1E00...0x1EFF

    fileprivate var isLetterOfOtherScript: Bool {
        properties.isAlphabetic && value > Self.lastLatin && !Self.additionalLatin.contains(value)
    }
}

package import ProjectModel

/// Something the world must do. The runner executes it off the main thread and answers with actions.
///
/// Every effect but `markShown`, `useTheme`, `bell`, `suspend` and `quit` is answered exactly once (training: any number of
/// `trainingAdvanced`, then one end); until then the state is not idle.
package enum Effect: Sendable, Equatable {
    /// Rank the pool and draw sides and audit prompts. Images already answered do not come, skipped ones last.
    /// Answer: `pageLoaded` or `pageFailed`.
    case loadPage(order: String, Generation)
    /// A picture of the question is on the screen: note the time for the log. No answer.
    case markShown(questionNumber: Int)
    /// Write the edit and its prompt; a label is on disk before the answer is sent.
    /// The runner makes the `Prompt` of the log from the question, the role, the time of `markShown` and `wasPeeked`.
    /// Answer: `committed` or `commitFailed`.
    case commit(Answer, Generation)
    /// Take back the last edit that was not undone, across restarts. Answer: `undoFinished`.
    case undo(Generation)
    /// Make the last undone edit again. Answer: `undoFinished`.
    case redo(Generation)
    /// Replaces the earlier list: convert these pictures, the most urgent first, and drop work on all others.
    /// Answer: `pictureDrawn` or `pictureMissing` for each.
    case drawPictures([PictureRequest])
    /// The figures of the why panel. Answer: `explained` or `explanationFailed`.
    case explain(ImageID, Generation)
    /// Train on all labels outside the reserve with the interactive recipe, score the pool, make it the head in use.
    /// Answer: `trainingAdvanced` about ten times a second, then `trainingFinished`, `trainingFailed` or
    /// `trainingCancelled`.
    case train(Generation)
    /// Stop that run within one step. Its answer is the run's own `trainingCancelled` (or `trainingFinished`, if it was
    /// faster).
    case cancelTraining(Generation)
    /// Both matrices of a source. Answer: `matrixLoaded`.
    case loadMatrix(MatrixSource?, Generation)
    /// The images of one cell. Answer: `cellLoaded` or `cellFailed`.
    case loadCell(CellRequest, Generation)
    /// Bring the features in step with the image folder, beside everything else.
    /// Answer: any number of `embeddingAdvanced` and `poolGrew`, then `embeddingFinished`.
    case embed
    /// The figures of the progress screen. Answer: `progressLoaded` or `progressFailed`.
    case loadProgress(Generation)
    /// Draw everything in the theme of that name, at once. Answer: `themeInUse` or `themeFailed`.
    case useTheme(String)
    /// Sound the terminal's bell. No answer.
    case bell
    /// Give the terminal back and stop until somebody continues the program. The terminal answers with a resize.
    case suspend
    /// Leave the event loop. Nothing is pending in the store.
    case quit
}

/// An edit with what was on the screen when it was made.
package struct Answer: Sendable, Equatable {
    package var edit: Edit
    package var question: Question
    /// `partner` when the other picture of the pair was framed, else the question's own role.
    package var role: PromptRole
    /// Whether the belief or the reasons were looked at before answering.
    package var wasPeeked: Bool

    package init(edit: Edit, question: Question, role: PromptRole, wasPeeked: Bool) {
        self.edit = edit
        self.question = question
        self.role = role
        self.wasPeeked = wasPeeked
    }
}

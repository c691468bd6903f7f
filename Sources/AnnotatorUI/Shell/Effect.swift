/// Something the world must do. The runner executes it off the main thread and answers with actions.
///
/// Every effect but `markShown`, `useTheme`, `bell`, `suspend` and `quit` is answered exactly once (training: any number of
/// `trainingAdvanced`, then one end); until then the state is not idle.
package enum Effect: Sendable, Equatable {
    /// What a screen wants to know or to have done. Answer: an event of the screen, with the generation of the request.
    case ask(ScreenRequest)
    /// A picture of the question is on the screen: note the time for the log. No answer.
    case markShown(questionNumber: Int)
    /// Replaces the earlier list: convert these pictures, the most urgent first, and drop work on all others.
    /// Answer: `pictureDrawn` or `pictureMissing` for each.
    case drawPictures([PictureRequest])
    /// Train on all labels outside the reserve with the interactive recipe, score the pool, make it the head in use.
    /// Answer: `trainingAdvanced` about ten times a second, then `trainingFinished`, `trainingFailed` or
    /// `trainingCancelled`.
    case train(Generation)
    /// Stop that run within one step. Its answer is the run's own `trainingCancelled` (or `trainingFinished`, if it was
    /// faster).
    case cancelTraining(Generation)
    /// Bring the features in step with the image folder, beside everything else.
    /// Answer: any number of `embeddingAdvanced` and `poolGrew`, then `embeddingFinished`.
    case embed
    /// Draw everything in the theme of that name, at once. Answer: `themeInUse` or `themeFailed`.
    case useTheme(String)
    /// Sound the terminal's bell. No answer.
    case bell
    /// Give the terminal back and stop until somebody continues the program. The terminal answers with a resize.
    case suspend
    /// Leave the event loop. Nothing is pending in the store.
    case quit
}

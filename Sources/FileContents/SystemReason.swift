internal import Foundation

/// The operating system's own words for an error of Foundation, whose descriptions name its domains and numbers.
package func systemReason(of error: any Error) -> String {
    var error = error as NSError
    while let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error { error = underlying as NSError }
    if error.domain == NSPOSIXErrorDomain { return systemReason(of: Int32(error.code)) }
    if error.domain == NSCocoaErrorDomain, let code = systemCodes[CocoaError.Code(rawValue: error.code)] {
        return systemReason(of: code)
    }
    return "the system gave no reason"
}

/// What the system calls an error number.
package func systemReason(of code: Int32) -> String { String(cString: strerror(code)) }

/// What Foundation calls the errors of the system that files meet.
private let systemCodes: [CocoaError.Code: Int32] = [
    .fileNoSuchFile: ENOENT, .fileReadNoSuchFile: ENOENT, .fileReadNoPermission: EACCES,
    .fileWriteNoPermission: EACCES, .fileWriteFileExists: EEXIST, .fileWriteOutOfSpace: ENOSPC,
    .fileWriteVolumeReadOnly: EROFS, .fileReadInvalidFileName: ENAMETOOLONG,
    .fileWriteInvalidFileName: ENAMETOOLONG, .fileReadTooLarge: EFBIG,
]

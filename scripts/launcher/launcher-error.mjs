/** What ends the launcher: one sentence for the person who started it. */
export class LauncherError extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The sentence for a folder or file that cannot be used; other errors as they are. */
export function fileError(error, path) {
  switch (error?.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new LauncherError(
        `${path} cannot be written (${error.code}): run this as the owner of the folder, or copy it to where you may write.`,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new LauncherError(`The disk that holds ${path} is full: make room and start again.`);
    default:
      return error;
  }
}

import type { LogContext, Viewer } from '@trivet/platform';

/** Who asked, as a line of the log says it. */
export function viewerContext(viewer: Viewer): LogContext {
  switch (viewer.kind) {
    case 'user':
      return { userId: viewer.userId };
    case 'key':
      return viewer.grantId === undefined ? { keyId: viewer.keyId } : { serviceIdentityId: viewer.keyId };
    default:
      return {};
  }
}

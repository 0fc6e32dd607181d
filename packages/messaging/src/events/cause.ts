import type { Viewer } from '@trivet/platform';
import type { Cause } from './event.ts';

/** The cause of what a viewer's request changes. */
export function causeOf(viewer: Viewer, requestId: string): Cause {
  switch (viewer.kind) {
    case 'user':
      return { actor: `usr_${viewer.userId}`, credential: `ses_${viewer.sessionId}`, requestId };
    case 'service':
      return { actor: `svc_${viewer.service}`, requestId };
    case 'anonymous':
      return { actor: null, requestId };
  }
}

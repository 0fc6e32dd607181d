/**
 * Who asks. The router decides it, once; every subgraph gets it as it is. It says nothing of what the viewer may do:
 * memberships never travel, each subgraph asks the access directory.
 */
export type Viewer = AnonymousViewer | UserViewer | ServiceViewer;

export interface AnonymousViewer {
  readonly kind: 'anonymous';
}

/** A signed-in person. Ids are raw UUIDs. */
export interface UserViewer {
  readonly kind: 'user';
  readonly userId: string;
  readonly sessionId: string;
}

/** One of our own subgraphs, for work that no person asked for. */
export interface ServiceViewer {
  readonly kind: 'service';
  readonly service: string;
}

export const anonymous: AnonymousViewer = Object.freeze({ kind: 'anonymous' });

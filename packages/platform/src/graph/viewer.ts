import { globalId } from './global-id.ts';

/**
 * Who asks. The router decides it, once; every subgraph gets it as it is. It says nothing of what the viewer may do:
 * memberships never travel, each subgraph asks the access directory.
 */
export type Viewer = AnonymousViewer | UserViewer | KeyViewer | ServiceViewer;

export interface AnonymousViewer {
  readonly kind: 'anonymous';
}

/** A signed-in person. Ids are raw UUIDs. */
export interface UserViewer {
  readonly kind: 'user';
  readonly userId: string;
  readonly sessionId: string;
  /** When he last proved in full who he is: what is sensitive takes that to be recent. */
  readonly authenticatedAt: Date;
  /** When the session ends at the latest, where an access token said so. */
  readonly endsAt?: Date | undefined;
  /** The administrator who acts in his place; undefined where he acts himself. */
  readonly act?: { readonly userId: string } | undefined;
}

/** A program: with an API key, or a service identity with an access token, which lets it do the same. */
export interface KeyViewer {
  readonly kind: 'key';
  /** Of the API key, or of the service identity. */
  readonly keyId: string;
  /** An account's key acts for the account; a person's for the person, wherever he may act himself. */
  readonly owner: KeyOwner;
  /** Permissions of the catalogue: it may nothing else, whatever its owner may. */
  readonly scopes: readonly string[];
  /** When the key ends at the latest, where that is known. */
  readonly endsAt?: Date | undefined;
  /** Of a service identity: what its tokens are bound to, until it may do less than they say. */
  readonly grantId?: string | undefined;
}

export type KeyOwner = { readonly accountId: string } | { readonly userId: string };

/** One of our own subgraphs, for work that no person asked for. */
export interface ServiceViewer {
  readonly kind: 'service';
  readonly service: string;
}

export const anonymous: AnonymousViewer = Object.freeze({ kind: 'anonymous' });

/** What the viewer proved himself with, as events name it: the UUID of a session or a key, the id of a service identity. */
export function credentialOf(viewer: Viewer): string | null {
  switch (viewer.kind) {
    case 'user':
      return viewer.sessionId;
    case 'key':
      return viewer.grantId === undefined ? viewer.keyId : globalId('svc', viewer.keyId);
    default:
      return null;
  }
}

/** What is revoked when the viewer is to be let in no longer: a session, a key, or what tokens of a service identity are bound to. */
export function revocableOf(viewer: Viewer): string | null {
  switch (viewer.kind) {
    case 'user':
      return viewer.sessionId;
    case 'key':
      return viewer.grantId ?? viewer.keyId;
    default:
      return null;
  }
}

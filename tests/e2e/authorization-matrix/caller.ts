import type { Permission } from '@trivet/identity';
import type { KeyViewer } from '@trivet/platform';
import type { Person } from '../../support/person.ts';

/** Somebody who asks, and what he is to the account in question. */
export interface Caller {
  readonly name: string;
  readonly person: Person | null;
  readonly authorization: string | null;
  /** On the account in question; null for who does not belong to it. */
  readonly permissions: ReadonlySet<Permission> | null;
  readonly isOwner: boolean;
  /** Whether he administers the platform. */
  readonly isAdministrator?: boolean;
  /** Of somebody who is a program, and no person. */
  readonly key?: KeyViewer;
  /** With what a socket is closed for his token; null where the token is good. */
  readonly closeCode: 4401 | 4403 | null;
}

/** A person with a token that is good, or nobody. */
export function caller(
  name: string,
  person: Person | null,
  { permissions = null, isOwner = false }: Partial<Pick<Caller, 'permissions' | 'isOwner'>> = {},
): Caller {
  return {
    name,
    person,
    authorization: person && `Bearer ${person.accessToken}`,
    permissions,
    isOwner,
    closeCode: null,
  };
}

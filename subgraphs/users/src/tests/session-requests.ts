import { anonymous, type SubgraphRequest, type UserViewer } from '@trivet/platform';
import { asUser } from '@trivet/subgraph/testing';
import { expect, vi } from 'vitest';
import { type Person, type Registration, type UsersStage, uuidOf } from './users-fixture.ts';

const signInDocument = /* GraphQL */ `
  mutation ($input: SessionCreateInput!) {
    sessionCreate(input: $input) {
      accessToken refreshToken expiresAt session { id createdAt expiresAt } user { id }
      challenge { token expiresAt factors } userErrors { code message path }
    }
  }
`;
const refreshDocument = /* GraphQL */ `
  mutation ($input: SessionRefreshInput!) {
    sessionRefresh(input: $input) {
      accessToken refreshToken expiresAt session { id } user { id } userErrors { code path }
    }
  }
`;

export const signInRequest = ({ email, password }: Pick<Registration, 'email' | 'password'>) =>
  [anonymous, signInDocument, { input: { email, password } }] as const;
export const refreshRequest = (refreshToken: string) =>
  [anonymous, refreshDocument, { input: { refreshToken } }] as const;

export async function signIn(
  stage: UsersStage,
  person: Pick<Registration, 'email' | 'password'>,
  more?: Partial<SubgraphRequest>,
) {
  const { data } = await stage.ask(...signInRequest(person), more);
  return data.sessionCreate;
}

export async function refresh(stage: UsersStage, refreshToken: string, more?: Partial<SubgraphRequest>) {
  const { data } = await stage.ask(...refreshRequest(refreshToken), more);
  return data.sessionRefresh;
}

/** What `refresh` answers for a token that is no longer good. */
export const refused = {
  accessToken: null,
  refreshToken: null,
  expiresAt: null,
  session: null,
  user: null,
  userErrors: [{ code: 'INVALID_REFRESH_TOKEN', path: ['input', 'refreshToken'] }],
};

export interface SignedIn {
  /** As clients see it. */
  readonly id: string;
  readonly uuid: string;
  readonly refreshToken: string;
  /** Who asks with this session. */
  readonly viewer: UserViewer;
}

export async function signedIn(stage: UsersStage, person: Person, more?: Partial<SubgraphRequest>): Promise<SignedIn> {
  const { session, refreshToken } = await signIn(stage, person, more);
  const uuid = uuidOf(session.id);
  return { id: session.id, uuid, refreshToken, viewer: asUser(person.id, uuid) };
}

/** What the log says of a session, once the outbox is empty. */
export async function announced(stage: UsersStage, sessionUuid: string) {
  await vi.waitFor(async () => {
    const [row] = await stage.host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
    expect(row.count).toBe(0);
  });
  return (await stage.host.logged()).filter(({ subject }) => subject.id === sessionUuid);
}

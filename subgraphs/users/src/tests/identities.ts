import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { Brought, ProvidersStage } from './providers-fixture.ts';

type Asker = Parameters<ProvidersStage['ask']>[0];

const linkDocument = `mutation ($input: IdentityLinkInput!) {
  identityLink(input: $input) { identity { id provider label email } userErrors { code path } }
}`;
const unlinkDocument = `mutation ($input: IdentityUnlinkInput!) {
  identityUnlink(input: $input) { identityId userErrors { code path } }
}`;

export async function link(stage: ProvidersStage, viewer: Asker, { code, codeVerifier }: Brought) {
  const { data, errors } = await stage.ask(viewer, linkDocument, { input: { code, codeVerifier } });
  return data?.identityLink ?? { errors };
}

export async function unlink(stage: ProvidersStage, viewer: Asker, identityId: string, more = {}) {
  const { data } = await stage.ask(viewer, unlinkDocument, { input: { identityId } }, more);
  return data.identityUnlink;
}

export async function identitiesOf(stage: ProvidersStage, viewer: Asker) {
  const { data } = await stage.ask(viewer, '{ viewer { identities { id provider email } } }');
  return data.viewer.identities;
}

/** Somebody at the provider, whom nobody here knows. */
export function newcomer(
  { provider }: ProvidersStage,
  more: Readonly<Record<string, unknown>> = {},
): { readonly login: string; readonly email: string } {
  const login = `newcomer-${randomBytes(6).toString('hex')}`;
  const email = `${login}@example.com`;
  provider.persons.set(login, { email, email_verified: true, name: 'Grace', ...more });
  return { login, email };
}

/** What the log says of a person, once the outbox is empty. */
export async function toldOf({ host }: ProvidersStage, userId: string) {
  await vi.waitFor(async () => {
    const [row] = await host.admin<[{ count: number }]>`select count(*)::int from users.outbox`;
    expect(row.count).toBe(0);
  });
  return (await host.logged()).filter(({ stream }) => 'person' in stream && stream.person === userId);
}

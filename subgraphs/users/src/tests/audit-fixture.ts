import type { Viewer } from '@trivet/platform';
import { expect, vi } from 'vitest';
import { TrailVerifier } from '../modules/audit/trail-verifier.ts';
import { type Person, type UsersStage, uuidOf } from './users-fixture.ts';

/** From where tests ask. */
export const address = '203.0.113.7';

/** The same change that a client makes, from the address. */
export const from = (ip = address) => ({ client: { address: ip, agent: 'test' } });

const entryFields = `id sequence action occurredAt recordedAt actor { id } credentialKind credentialId subjectType subjectId
  payload address requestId hash previousHash`;

/** A page of the trail as its readers see it; null where one may not. */
export async function auditLog(
  stage: UsersStage,
  accountId: string,
  viewer: Viewer,
  args: { readonly filter?: object; readonly first?: number; readonly after?: string | null } = {},
) {
  const { data, errors } = await stage.ask(
    viewer,
    `query ($id: ID!, $first: Int, $after: Cursor, $filter: AuditLogFilter) {
      account(id: $id) {
        auditLog(first: $first, after: $after, filter: $filter) {
          nodes { ${entryFields} } pageInfo { hasNextPage endCursor }
        }
      }
    }`,
    { id: accountId, first: 100, ...args },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.account?.auditLog ?? null;
}

/** Resolves when the trail holds so many entries of the account. */
export async function recorded({ host }: UsersStage, accountId: string, count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const [row] = await host.admin<[{ count: number }]>`
        select count(*)::int from users.audit_entries where account_id = ${uuidOf(accountId)}`;
      expect(row.count).toBe(count);
    },
    { timeout: 10_000, interval: 10 },
  );
}

/** The trail as a file, whole. */
export async function exported(stage: UsersStage, accountId: string, { viewer }: Pick<Person, 'viewer'>) {
  let text = '';
  let after: string | null = null;
  do {
    const { data, errors } = await stage.ask(
      viewer,
      'mutation ($input: AuditExportInput!) { auditExport(input: $input) { text next userErrors { code } } }',
      { input: { accountId, after } },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    text += data.auditExport.text;
    after = data.auditExport.next;
  } while (after !== null);
  return text;
}

/** What a verifier says of the file. */
export function verdictOn(text: string, ...keys: ConstructorParameters<typeof TrailVerifier>) {
  const verifier = new TrailVerifier(...keys);
  for (const line of text.split('\n').slice(0, -1)) verifier.take(line);
  return verifier.end();
}

/** Resolves when the trails hold all that has happened so far: what they cost from then on is nothing. */
export async function trailsCaughtUp({ host }: UsersStage): Promise<void> {
  await vi.waitFor(
    async () => {
      const [row] = await host.admin<[{ waiting: number }]>`
        select ((select count(*) from users.outbox) + (select count(*) from bus.log where stream_type = 'acc')
          - (select count(*) from users.audit_entries))::int as waiting`;
      expect(row.waiting).toBe(0);
    },
    { timeout: 10_000, interval: 10 },
  );
}

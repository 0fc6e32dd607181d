import { randomUUID } from 'node:crypto';
import { newId } from '@trivet/database';
import type { RecordedEvent } from '@trivet/messaging';
import { globalId, type KeyViewer } from '@trivet/platform';
import { asUser } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { address, auditLog, exported, from, recorded, verdictOn } from '../../tests/audit-fixture.ts';
import { accountOf, join } from '../../tests/members-fixture.ts';
import { type SignedIn, signedIn } from '../../tests/session-requests.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

let stage: UsersStage;
let ada: Person;
let session: SignedIn;
beforeAll(async () => {
  stage = await startUsers('audit');
  ada = await stage.person();
  session = await signedIn(stage, ada, from('198.51.100.20'));
});
afterAll(() => stage?.stop());

const rename = (accountId: string, version: number, viewer = session.viewer as Person['viewer'], ip = address) =>
  stage.ask(
    viewer,
    'mutation ($input: AccountUpdateInput!) { accountUpdate(input: $input) { userErrors { code } } }',
    { input: { accountId, name: `Name ${version}`, expectedVersion: version } },
    from(ip),
  );
const read = (accountId: string, filter: object = {}) => auditLog(stage, accountId, ada.viewer, { filter });

/** What another subgraph tells the log of an account. */
function resourceCreated(accountId: string, by: Partial<RecordedEvent> = {}): RecordedEvent {
  const resourceId = newId();
  return {
    id: newId(),
    type: 'resource.created',
    version: 1,
    stream: { account: uuidOf(accountId) },
    subject: { type: 'resource', id: resourceId, version: 1 },
    actor: ada.id,
    credential: session.uuid,
    requestId: 'request',
    readableWith: 'resources:read',
    bulk: false,
    occurredAt: stage.host.clock.now(),
    payload: { accountId: uuidOf(accountId), resourceId, resourceType: 'document', version: 1 },
    ...by,
  };
}

describe('the audit trail', () => {
  it('says who did what to what, with what, and from where he asked for it', async () => {
    const accountId = await accountOf(stage, { ...ada, viewer: session.viewer });
    await rename(accountId, 1);
    await recorded(stage, accountId, 2);
    const { nodes } = await read(accountId);
    expect(nodes).toMatchObject([
      {
        sequence: 2,
        action: 'account.updated',
        actor: { id: globalId('usr', ada.id) },
        credentialKind: 'SESSION',
        credentialId: session.id,
        subjectType: 'account',
        subjectId: accountId,
        payload: { accountId: uuidOf(accountId), version: 2 },
        address,
        previousHash: nodes[1].hash,
      },
      { sequence: 1, action: 'account.created', previousHash: null },
    ]);
    expect(nodes[0].id.replace('aud', 'evt')).toMatch(/^evt_/);
  });

  it('takes the address of what was done elsewhere from where the session was last seen', async () => {
    const accountId = await accountOf(stage, ada);
    await stage.host.log.append([resourceCreated(accountId)]);
    await recorded(stage, accountId, 2);
    expect((await read(accountId, { actions: ['resource.created'] })).nodes).toMatchObject([
      { address: '198.51.100.20', credentialKind: 'SESSION', subjectId: expect.stringMatching(/^res_/) },
    ]);
  });

  it('knows programs by their keys, of which it has no address', async () => {
    const accountId = await accountOf(stage, ada);
    const [ofAccount, ofPerson] = [randomUUID(), randomUUID()];
    const program: KeyViewer = {
      kind: 'key',
      keyId: ofAccount,
      owner: { accountId: uuidOf(accountId) },
      scopes: ['account:read', 'account:update'],
    };
    await rename(accountId, 1, program);
    await recorded(stage, accountId, 2);
    await stage.host.log.append([resourceCreated(accountId, { credential: ofPerson })]);
    await recorded(stage, accountId, 3);
    const { nodes } = await read(accountId, { actions: ['resource.created', 'account.updated'] });
    expect(nodes).toMatchObject([
      { actor: { id: globalId('usr', ada.id) }, credentialKind: 'API_KEY', credentialId: globalId('key', ofPerson) },
      { actor: null, credentialKind: 'API_KEY', credentialId: globalId('key', ofAccount), address: null },
    ]);
  });

  it('records an event once, however often it is delivered, and of each account in a chain of its own', async () => {
    const [one, other] = [await accountOf(stage, ada), await accountOf(stage, ada)];
    const event = resourceCreated(one);
    await stage.host.log.append([event]);
    await recorded(stage, one, 2);
    // As after a crash that lost the offset, and with it the memory of what was seen.
    await stage.host.admin`update users.consumer_offsets set position = 0 where consumer = 'audit'`;
    await stage.host.log.append([resourceCreated(other)]);
    await recorded(stage, other, 2);
    await recorded(stage, one, 2);
    const sequences = async (id: string) =>
      (await read(id)).nodes.map(({ sequence }: { sequence: number }) => sequence);
    expect([await sequences(one), await sequences(other)]).toEqual([
      [2, 1],
      [2, 1],
    ]);
  });

  it('keeps an address so that only its person’s key opens it, and none in the log', async () => {
    const accountId = await accountOf(stage, ada);
    await rename(accountId, 1, session.viewer, '203.0.113.99');
    await recorded(stage, accountId, 2);
    const rows = await stage.host.admin`
      select e::text as text from users.audit_entries e where account_id = ${uuidOf(accountId)}
      union all select o::text from users.audit_origins o union all select b::text from users.outbox b
      union all select l::text from bus.log l`;
    const said = JSON.stringify([rows, stage.host.lines]);
    for (const secret of ['203.0.113.99', Buffer.from('203.0.113.99').toString('hex')])
      expect(said).not.toContain(secret);
    // What was kept until the trail took it up is gone.
    expect(await stage.host.admin`select from users.audit_origins`).toHaveLength(0);
  });

  it('changes nothing where the vault does not answer, but the address', async () => {
    const accountId = await accountOf(stage, ada);
    await stage.host.admin`alter table vault.personal_keys rename to elsewhere`;
    try {
      const { data } = await rename(accountId, 1, asUser(ada.id));
      expect(data.accountUpdate.userErrors).toEqual([]);
    } finally {
      await stage.host.admin`alter table vault.elsewhere rename to personal_keys`;
    }
    await recorded(stage, accountId, 2);
    expect((await read(accountId)).nodes[0]).toMatchObject({ action: 'account.updated', address: null });
  });
});

describe('Account.auditLog', () => {
  it('is for owners and admins', async () => {
    const accountId = await accountOf(stage, ada);
    const [admin, member, stranger] = [await stage.person(), await stage.person(), await stage.person()];
    await join(stage, accountId, admin, 'admin');
    await join(stage, accountId, member, 'member');
    await recorded(stage, accountId, 1);
    expect((await auditLog(stage, accountId, admin.viewer)).nodes).toHaveLength(1);
    expect(await auditLog(stage, accountId, member.viewer)).toBeNull();
    expect(await auditLog(stage, accountId, stranger.viewer)).toBeNull();
  });

  it('finds by person, action, subject, credential and time, alone and together', async () => {
    const accountId = await accountOf(stage, ada);
    const grace = await stage.person();
    await join(stage, accountId, grace, 'admin');
    const hourMs = 3_600_000;
    const events = Array.from({ length: 12 }, (_, index) =>
      resourceCreated(accountId, {
        type: index % 2 ? 'resource.created' : 'resource.updated',
        actor: index % 3 ? ada.id : grace.id,
        credential: index % 4 ? session.uuid : uuidOf(globalId('key', newId())),
        occurredAt: new Date(Date.UTC(2026, 0, 1) + index * hourMs),
      }),
    );
    await stage.host.log.append(events);
    await recorded(stage, accountId, 13);
    const at = (index: number) => events[index]?.occurredAt.toISOString();
    const found = async (filter: object) => {
      const { nodes } = await read(accountId, filter);
      return nodes
        .map(({ id }: { id: string }) => events.findIndex((event) => event.id === uuidOf(id)))
        .filter((index: number) => index >= 0);
    };
    const graces = [9, 6, 3, 0];
    expect(await found({ actorId: globalId('usr', grace.id) })).toEqual(graces);
    expect(await found({ actions: ['resource.created'] })).toEqual([11, 9, 7, 5, 3, 1]);
    expect(await found({ actions: ['resource.created', 'resource.updated'] })).toHaveLength(12);
    expect(await found({ subjectId: globalId('res', events[4]?.subject.id ?? '') })).toEqual([4]);
    expect(await found({ credentialId: globalId('ses', session.uuid) })).toEqual([11, 10, 9, 7, 6, 5, 3, 2, 1]);
    expect(await found({ from: at(3), to: at(6) })).toEqual([5, 4, 3]);
    expect(await found({ actorId: globalId('usr', grace.id), actions: ['resource.created'], from: at(4) })).toEqual([
      9,
    ]);
    expect(await found({ actorId: globalId('usr', newId()) })).toEqual([]);
  });

  it('goes on page by page, of what a filter finds too', async () => {
    const accountId = await accountOf(stage, ada);
    await stage.host.log.append(Array.from({ length: 9 }, () => resourceCreated(accountId)));
    await recorded(stage, accountId, 10);
    for (const filter of [{}, { actions: ['resource.created'] }, { actorId: globalId('usr', ada.id) }]) {
      const seen: number[] = [];
      let after: string | null = null;
      do {
        const page = await auditLog(stage, accountId, ada.viewer, { filter, first: 4, after });
        seen.push(...page.nodes.map(({ sequence }: { sequence: number }) => sequence));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toEqual(seen.toSorted((one, next) => next - one));
      expect(new Set(seen).size).toBe('actions' in filter ? 9 : 10);
    }
  });

  it('refuses ids that are none, and too many actions', async () => {
    const accountId = await accountOf(stage, ada);
    const codeOf = async (filter: object) => read(accountId, filter).catch((error: Error) => error.message);
    expect(await codeOf({ subjectId: 'what' })).toContain('BAD_USER_INPUT');
    expect(await codeOf({ actorId: accountId })).toContain('BAD_USER_INPUT');
    expect(await codeOf({ actions: Array.from({ length: 21 }, (_, index) => `a.${index}`) })).toContain(
      'BAD_USER_INPUT',
    );
  });
});

describe('auditExport', () => {
  it('gives the whole trail in parts, and is told of itself', async () => {
    const accountId = await accountOf(stage, ada);
    await stage.host.log.append(Array.from({ length: 1100 }, () => resourceCreated(accountId)));
    await recorded(stage, accountId, 1101);
    const text = await exported(stage, accountId, ada);
    expect(verdictOn(text)).toMatchObject({ faults: [], first: 1, last: 1101 });
    await recorded(stage, accountId, 1102);
    expect((await read(accountId)).nodes[0]).toMatchObject({ action: 'audit.exported' });
  });

  it('is refused to who may not, and to a place that is none', async () => {
    const accountId = await accountOf(stage, ada);
    const member = await stage.person();
    await join(stage, accountId, member, 'member');
    const send = async (viewer: Person['viewer'], after: string | null = null) => {
      const { data, errors } = await stage.ask(
        viewer,
        'mutation ($input: AuditExportInput!) { auditExport(input: $input) { text userErrors { code path } } }',
        { input: { accountId, after } },
      );
      return errors?.[0]?.extensions?.['code'] ?? data.auditExport.userErrors[0]?.code ?? 'done';
    };
    expect(await send(member.viewer)).toBe('FORBIDDEN');
    expect(await send((await stage.person()).viewer)).toBe('NOT_FOUND');
    expect(await send(ada.viewer, 'what')).toBe('BAD_USER_INPUT');
  });
});

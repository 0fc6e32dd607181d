import { randomUUID } from 'node:crypto';
import { globalId } from '@trivet/platform';
import { pagesRead } from '@trivet/subgraph/testing';
import { expect, it, onTestFinished } from 'vitest';
import { auditLog, exported } from '../../tests/audit-fixture.ts';
import { accountOf } from '../../tests/members-fixture.ts';
import { startUsers, uuidOf } from '../../tests/users-fixture.ts';

it('reads a page of any filter, in any place, without looking at the rest of the trail', async () => {
  const stage = await startUsers('long audit trails');
  onTestFinished(() => stage.stop());
  const { admin } = stage.host;
  const ada = await stage.person();
  const accountId = await accountOf(stage, ada);
  const [actor, subject, credential] = [randomUUID(), randomUUID(), randomUUID()];
  // One entry a minute, in two partitions, half of them of another account; what is looked for is one in a thousand.
  await admin`select users.audit_maintain(now() + interval '40 days', '400 days', '30 days')`;
  await admin.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`
      insert into users.audit_entries (id, account_id, sequence, action, occurred_at, recorded_at, actor_id, credential_kind,
        credential_id, subject_type, subject_id, subject_version, request_id, payload, hash)
      select gen_random_uuid(), case when n % 2 = 0 then ${uuidOf(accountId)}::uuid else ${randomUUID()}::uuid end, n,
        case when n % 1000 = 0 then 'seldom.done' else 'often.done' end, at, at,
        case when n % 1000 = 0 then ${actor}::uuid else ${randomUUID()}::uuid end, 'session',
        case when n % 1000 = 0 then ${credential}::uuid else ${randomUUID()}::uuid end, 'account',
        case when n % 1000 = 0 then ${subject}::uuid else ${randomUUID()}::uuid end, 1, 'request', '{}', ''
      from generate_series(2, 30000) as n, lateral (select now() + n * interval '2 minutes' as at) as times`;
  });
  await admin`analyze users.audit_entries`;
  const [size] = await admin<[{ pages: number; first: Date }]>`
    select sum(pg_relation_size(inhrelid) / 8192)::int as pages, (select min(occurred_at) from users.audit_entries
      where action = 'seldom.done') as first
    from pg_inherits where inhparent = 'users.audit_entries'::regclass`;
  expect(size.pages).toBeGreaterThan(500);

  const filters = [
    ['list', {}],
    ['list', { to: new Date(size.first.getTime() + 60_000).toISOString() }],
    ['listBySubject', { subjectId: globalId('res', subject) }],
    ['listByCredential', { credentialId: globalId('ses', credential) }],
    ['listByActor', { actorId: globalId('usr', actor) }],
    ['listByActions', { actions: ['seldom.done', 'never.done'] }],
    ['listByActions', { actions: ['often.done'] }],
    ['listByActor', { actorId: globalId('usr', actor), from: size.first.toISOString() }],
  ] as const;
  for (const [statement, filter] of filters) {
    const label = `${statement} ${JSON.stringify(filter)}`;
    const pages = await pagesRead(stage.host, `auditEntries.${statement}`, async () => {
      const page = await auditLog(stage, accountId, ada.viewer, { filter, first: 10 });
      expect(page.nodes, label).toHaveLength(10);
    });
    expect(pages, label).toBeLessThan(120);
  }
  const { nodes } = await auditLog(stage, accountId, ada.viewer, { first: 1 });
  const found = await pagesRead(stage.host, 'auditEntries.findByIds', () =>
    stage.ask(ada.viewer, 'query ($ids: [ID!]!) { _usersNodes(ids: $ids) { id } }', { ids: [nodes[0].id] }),
  );
  expect(found).toBeLessThan(20);
  const first = await pagesRead(stage.host, 'auditEntries.findFirst', () => exported(stage, accountId, ada));
  expect(first).toBeLessThan(20);
});

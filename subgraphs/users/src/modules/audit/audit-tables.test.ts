import { randomBytes } from 'node:crypto';
import { newId, openPostgres } from '@trivet/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { recorded } from '../../tests/audit-fixture.ts';
import { accountOf } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';

type Sql = ReturnType<typeof openPostgres>;

let stage: UsersStage;
let ada: Person;
let accountId: string;
/** As the application signs in. */
let application: Sql;
beforeAll(async () => {
  stage = await startUsers('audit tables');
  ada = await stage.person();
  const account = await accountOf(stage, ada);
  accountId = uuidOf(account);
  await recorded(stage, account, 1);
  application = openPostgres({
    url: stage.host.database.urlFor(schemaPart.role),
    applicationName: 'test',
    maxConnections: 1,
  });
});
afterAll(async () => {
  await application?.end({ timeout: 5 });
  await stage?.stop();
});

const codeOf = (work: PromiseLike<unknown>) =>
  Promise.resolve(work).then(
    () => 'done',
    (error: { readonly code?: string }) => error.code,
  );
const within = (sql: Sql, work: (tx: Sql) => PromiseLike<unknown>) =>
  codeOf(
    sql.begin(async (tx) => {
      await tx`select set_config('trivet.accounts', ${`{${accountId}}`}, true)`;
      await work(tx as unknown as Sql);
    }),
  );

const noPrivilege = '42501';
const refused = '23001';

it('are changed by nobody: not by the application, which has no right to, and not by who has every right', async () => {
  for (const table of ['audit_entries', 'audit_checkpoints', 'audit_entries_1'] as const) {
    const name = application(`users.${table}`);
    expect(await within(application, (tx) => tx`delete from ${name}`), table).toBe(noPrivilege);
    expect(await within(application, (tx) => tx`update ${name} set account_id = account_id`), table).toBe(noPrivilege);
    expect(await within(application, (tx) => tx`truncate ${name}`), table).toBe(noPrivilege);
  }
  expect(await within(application, (tx) => tx`update users.audit_chains set sequence = 7`)).toBe(noPrivilege);
  expect(await within(application, (tx) => tx`delete from users.audit_chains`)).toBe(noPrivilege);
  const { admin } = stage.host;
  for (const table of ['audit_entries', 'audit_entries_1'] as const) {
    const name = admin(`users.${table}`);
    expect(await codeOf(admin`delete from ${name}`), table).toBe(refused);
    expect(await codeOf(admin`update ${name} set action = 'nothing'`), table).toBe(refused);
    expect(await codeOf(admin`truncate ${name}`), table).toBe(refused);
  }
});

it('take the next entry of a chain and no other, and of two that want to be it one', async () => {
  const [chain] = await stage.host.admin<[{ sequence: string; hash: Buffer }]>`
    select sequence, hash from users.audit_chains where account_id = ${accountId}`;
  const last = Number(chain.sequence);
  const insert = (sequence: number, previousHash: Buffer | null) =>
    within(
      application,
      (tx) => tx`
        insert into users.audit_entries (id, account_id, sequence, action, occurred_at, recorded_at, subject_type, subject_id,
          subject_version, request_id, payload, previous_hash, hash)
        values (${newId()}, ${accountId}, ${sequence}, 'test.made', now(), now(), 'account', ${accountId}, 1, 'request', '{}',
          ${previousHash}, ${randomBytes(32)})`,
    );
  expect(await insert(last + 2, chain.hash), 'a gap').toBe(refused);
  expect(await insert(last, chain.hash), 'one that is there').toBe(refused);
  expect(await insert(last + 1, randomBytes(32)), 'another history').toBe(refused);
  expect(await insert(last + 1, null), 'a beginning').toBe(refused);
  expect(await insert(last + 1, chain.hash)).toBe('done');
  expect(await insert(last + 1, chain.hash), 'the same once more').toBe(refused);
});

it('begin new partitions in time, and go with them when they are too old', async () => {
  const { admin } = stage.host;
  const dayMs = 86_400_000;
  const begin = Date.now();
  const maintain = (days: number) =>
    application`select users.audit_maintain(${new Date(begin + days * dayMs)}, '400 days', '30 days')`;
  const partitions = async () => {
    const rows = await admin<{ name: string }[]>`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'users.audit_entries'::regclass order by 1`;
    return rows.map(({ name }) => name);
  };
  await maintain(1);
  expect(await partitions()).toEqual(['audit_entries_1']);
  await maintain(31);
  await maintain(32);
  await maintain(62);
  expect(await partitions()).toEqual(['audit_entries_1', 'audit_entries_2', 'audit_entries_3']);
  const kept = await admin`select from users.audit_entries where account_id = ${accountId}`;
  expect(kept.length).toBeGreaterThan(0);
  // What was ended is as closed to changes as before.
  expect(await codeOf(admin`delete from users.audit_entries_1`)).toBe(refused);
  expect(await codeOf(admin`truncate users.audit_entries_2`)).toBe(refused);
  await maintain(431);
  expect(await partitions()).toContain('audit_entries_1');
  await maintain(433);
  expect(await partitions()).not.toContain('audit_entries_1');
  expect(await admin`select from users.audit_entries where account_id = ${accountId}`).toHaveLength(0);
  // The chain goes on where it was.
  expect(await admin`select from users.audit_chains where account_id = ${accountId}`).toHaveLength(1);
});

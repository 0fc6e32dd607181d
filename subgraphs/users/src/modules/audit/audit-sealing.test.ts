import { generateKeyPairSync } from 'node:crypto';
import { MasterKeyring, publicKeyOf } from '@trivet/identity';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemaPart, vaultPart } from '../../app.ts';
import { exported, recorded, verdictOn } from '../../tests/audit-fixture.ts';
import { accountOf } from '../../tests/members-fixture.ts';
import { type Person, startUsers, type UsersStage, uuidOf } from '../../tests/users-fixture.ts';
import { exportTrail } from './audit-export.job.ts';
import type { AuditKey } from './audit-signature.ts';

const minute = 60_000;

let stage: UsersStage;
let ada: Person;
beforeAll(async () => {
  stage = await startUsers('audit sealing');
  ada = await stage.person();
});
afterAll(() => stage?.stop());

/** An account with so many entries. */
async function grown(count: number): Promise<string> {
  const accountId = await accountOf(stage, ada);
  await grow(accountId, 1, count);
  return accountId;
}

async function grow(accountId: string, from: number, to: number): Promise<void> {
  for (let version = from; version < to; version += 1) {
    await stage.ask(
      ada.viewer,
      'mutation ($input: AccountUpdateInput!) { accountUpdate(input: $input) { userErrors { code } } }',
      { input: { accountId, name: `Name ${version}`, expectedVersion: version } },
    );
  }
  await recorded(stage, accountId, to);
}

/** As a process that begins now: it looks at the start what has to be signed. */
async function seal(): Promise<void> {
  const another = await stage.startAnother();
  await another.stop();
}

async function signed(accountId: string): Promise<number[]> {
  const rows = await stage.host.admin<{ sequence: string }[]>`
    select sequence from users.audit_checkpoints where account_id = ${uuidOf(accountId)} order by sequence`;
  return rows.map(({ sequence }) => Number(sequence));
}

/** As who has the database and takes the triggers off. */
async function tamper(
  accountId: string,
  sequence: number,
  change: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  await stage.host.admin.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`
      update users.audit_entries set ${sql(change)}
      where account_id = ${uuidOf(accountId)} and sequence = ${sequence}`;
  });
}

it('signs what has grown once its first unsigned entry is ten minutes old, and nothing twice', async () => {
  const accountId = await grown(3);
  await seal();
  expect(await signed(accountId)).toEqual([]);
  stage.host.clock.advance(10 * minute);
  await grow(accountId, 3, 4);
  await seal();
  await seal();
  expect(await signed(accountId)).toEqual([4]);
  await grow(accountId, 4, 6);
  stage.host.clock.advance(10 * minute);
  await Promise.all([seal(), seal()]);
  expect(await signed(accountId)).toEqual([4, 6]);

  const text = await exported(stage, accountId, ada);
  expect(text.match(/"record":"checkpoint"/g)).toHaveLength(3);
  expect(verdictOn(text)).toMatchObject({ faults: [], last: 6 });
});

it('finds in a file what was changed after it was signed, though the chain was made to fit again', async () => {
  const accountId = await grown(3);
  stage.host.clock.advance(10 * minute);
  await seal();
  await tamper(accountId, 3, { hash: Buffer.alloc(32) });
  const lines = (await exported(stage, accountId, ada)).split('\n');
  expect(verdictOn(lines.join('\n')).faults).toContain(
    'The checkpoint of entry 3 (line 5): another entry 3 was signed.',
  );
});

it('signs no history that is not the one which was recorded, says so, and signs others all the same', async () => {
  const begin = stage.host.lines.length;
  const [changed, rewritten, whole] = [await grown(3), await grown(3), await grown(3)];
  stage.host.clock.advance(10 * minute);
  await tamper(changed, 2, { action: 'nothing.happened' });
  await seal();
  expect([await signed(changed), await signed(rewritten), await signed(whole)]).toEqual([[], [3], [3]]);
  await tamper(rewritten, 3, { request_id: 'another' });
  for (const accountId of [rewritten, whole]) await grow(accountId, 3, 4);
  stage.host.clock.advance(10 * minute);
  await seal();
  expect([await signed(rewritten), await signed(whole)]).toEqual([[3], [3, 4]]);
  const alarms = stage.host.lines
    .slice(begin)
    .filter(({ message }) => message === 'An audit trail could not be signed');
  expect(JSON.stringify(alarms)).toContain('BrokenTrailError');
  const told = alarms.map(({ context }) => context['account_id']);
  for (const accountId of [changed, rewritten]) expect(told).toContain(uuidOf(accountId));
  expect(told).not.toContain(uuidOf(whole));
});

it('verifies what keys of before have signed, together with what the present one signs', async () => {
  const accountId = await grown(2);
  stage.host.clock.advance(10 * minute);
  await seal();
  const next = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'next' } as AuditKey;
  const before = { ...publicKeyOf(stage.host.viewerTokenKey), kid: 'audit' };
  const { database } = stage.host;
  const source = {
    databaseUrl: database.urlFor(schemaPart.role),
    vaultDatabaseUrl: database.urlFor(vaultPart.role),
    keyWrapper: new MasterKeyring({ primary: Buffer.alloc(32) }),
    audit: { key: next, otherKeys: [before] },
  };
  let text = '';
  for await (const part of exportTrail(source, uuidOf(accountId))) text += part;
  expect(verdictOn(text)).toMatchObject({ faults: [], last: 2, signedBy: 'next' });
  expect(verdictOn(text, [publicKeyOf(next)]).faults).toEqual([
    'The checkpoint of entry 2 (line 4): it is signed by the key audit, which is not among the keys.',
  ]);
  expect(text).not.toContain('"d":');
});

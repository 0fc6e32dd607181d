import { randomUUID } from 'node:crypto';
import { Database, migrate, openPostgres } from '@trivet/database';
import { testDatabase } from '@trivet/database/testing';
import { encryptField, type KeyWrapper, MasterKeyring, newDataKey, wrappingKeyId } from '@trivet/identity';
import { TestClock } from '@trivet/subgraph/testing';
import type { Sql } from 'postgres';
import { expect, it, onTestFinished } from 'vitest';
import { vaultPart } from '../../schema-parts.ts';
import { PersonalKeyRepository } from './personal-key.repository.ts';
import { PersonalKeyService } from './personal-key.service.ts';
import { RewrapService } from './rewrap.service.ts';
import { wrapContext } from './wrap-context.ts';
import { WrappedKeyRepository } from './wrapped-key.repository.ts';

const [last, next] = [newDataKey(), newDataKey()];
/** Before, in between and after: at any moment processes of two neighbours run. */
const before = new MasterKeyring({ primary: last, others: [next] });
const after = new MasterKeyring({ primary: next, others: [last] });

/** A vault of one's own, as its processes see it, and as superuser. */
async function openVault(name: string) {
  const prepare = async (url: string) => void (await migrate(url, [vaultPart]));
  const { urlFor, adminUrl } = await testDatabase({ name, key: 'vault', prepare });
  const vault = new Database({ url: urlFor(vaultPart.role), applicationName: 'test', maxConnections: 4 });
  const admin = openPostgres({ url: adminUrl, applicationName: 'test', maxConnections: 3 });
  onTestFinished(async () => {
    await vault.close();
    await admin.end({ timeout: 1 });
  });
  const keys = new WrappedKeyRepository(vault);
  return {
    admin,
    keys,
    clock: new TestClock(),
    process: (wrapper: KeyWrapper) => new PersonalKeyService({ keys: new PersonalKeyRepository(vault), wrapper }),
    rewraps: (wrapper: KeyWrapper) => new RewrapService({ keys, wrapper, clock: new TestClock() }),
  };
}

/** Persons whose keys are wrapped by the last master key, every other in the form of before keys had ids. */
async function fill(admin: Sql, count: number): Promise<ReadonlyMap<string, Buffer>> {
  const persons = new Map(Array.from({ length: count }, () => [randomUUID() as string, newDataKey()] as const));
  const rows = [...persons].map(([userId, key], index) => ({
    user_id: userId,
    wrapped_key: index % 2 === 0 ? encryptField(last, key, wrapContext(userId)) : before.wrap(key, wrapContext(userId)),
  }));
  await admin`insert into vault.personal_keys ${admin(rows)}`;
  return persons;
}

const rowOf = async (admin: Sql, userId: string) =>
  (await admin<{ wrapped_key: Buffer }[]>`select wrapped_key from vault.personal_keys where user_id = ${userId}`)[0]
    ?.wrapped_key;

it('wraps all keys anew, and each opens to what it was', async () => {
  const { admin, process, rewraps } = await openVault('all anew');
  const persons = await fill(admin, 1_201);
  const told: number[] = [];
  const service = rewraps(after);
  expect(await service.status()).toEqual(
    new Map([
      [before.keyId, 600],
      [null, 601],
    ]),
  );
  expect(await service.rewrap((done) => told.push(done))).toEqual({ rewrapped: 1_201, unopened: 0, named: [] });
  expect(told).toEqual([500, 1_000, 1_201]);
  expect(await service.status()).toEqual(new Map([[after.keyId, 1_201]]));
  const alone = process(new MasterKeyring({ primary: next }));
  expect(await alone.findByUserIds([...persons.keys()])).toEqual([...persons.values()]);
  expect(await service.rewrap()).toEqual({ rewrapped: 0, unopened: 0, named: [] });
});

it('harms nobody who reads, registers or is erased meanwhile, in processes of before and after', async () => {
  const { admin, process, rewraps } = await openVault('in flight');
  const persons = new Map(await fill(admin, 3_000));
  const erased = [...persons.keys()].filter((_, index) => index % 10 === 0);
  const [old, young] = [process(before), process(after)];
  let isRunning = true;
  const whileRunning = async (work: (round: number) => Promise<void>) => {
    let round = 0;
    while (isRunning) await work(round++);
    return round;
  };
  const ids = [...persons.keys()].filter((id) => !erased.includes(id));
  const readers = [old, young].map((reader) =>
    whileRunning(async (round) => {
      const some = ids.slice((round * 50) % ids.length).slice(0, 50);
      expect(await reader.findByUserIds(some)).toEqual(some.map((id) => persons.get(id)));
    }),
  );
  const made = new Map<string, Buffer>();
  const registrations = [old, young].map((maker) =>
    whileRunning(async () => {
      const id = randomUUID();
      made.set(id, await maker.create(id));
    }),
  );
  const erasures = (async () => {
    for (const id of erased) await young.delete([id]);
  })();
  const rewrapping = rewraps(after).rewrap();
  await Promise.all([rewrapping, erasures]);
  isRunning = false;
  const rounds = await Promise.all([...readers, ...registrations]);
  expect(Math.min(...rounds)).toBeGreaterThan(1);
  // What processes of before have wrapped since, they wrap no longer when they are gone.
  const { unopened } = await rewraps(after).rewrap();
  expect(unopened).toBe(0);
  const alone = process(new MasterKeyring({ primary: next }));
  expect(await alone.findByUserIds(erased)).toEqual(erased.map(() => null));
  expect(await alone.findByUserIds(ids)).toEqual(ids.map((id) => persons.get(id)));
  expect(await alone.findByUserIds([...made.keys()])).toEqual([...made.values()]);
  expect(await rewraps(after).status()).toEqual(new Map([[after.keyId, ids.length + made.size]]));
});

it('neither brings back what was erased nor writes over what was replaced since it was read', async () => {
  const { admin, keys, process } = await openVault('compare and set');
  await fill(admin, 3);
  const found = await keys.listWrappedOtherwise(after.keyId, {
    after: '00000000-0000-0000-0000-000000000000',
    limit: 9,
  });
  const changes = found.map(({ userId, wrappedKey }) => ({
    userId,
    from: wrappedKey,
    to: after.wrap(before.unwrap(wrappedKey, wrapContext(userId)), wrapContext(userId)),
  }));
  const [gone, replaced, still] = changes.map(({ userId }) => userId) as [string, string, string];
  await process(before).delete([gone]);
  const another = before.wrap(newDataKey(), wrapContext(replaced));
  await admin`update vault.personal_keys set wrapped_key = ${another} where user_id = ${replaced}`;
  expect(await keys.replace(changes)).toBe(1);
  expect(await rowOf(admin, gone)).toBeUndefined();
  expect(await rowOf(admin, replaced)).toEqual(another);
  expect(wrappingKeyId((await rowOf(admin, still)) as Buffer)).toBe(after.keyId);
});

it('waits for no erasure that is under way, and comes back to who was not erased after all', async () => {
  const { admin, keys, rewraps } = await openVault('an erasure under way');
  const [first, second] = [...(await fill(admin, 2)).keys()].toSorted() as [string, string];
  const service = rewraps(after);
  const erasure = await admin.reserve();
  await erasure`begin`;
  await erasure`delete from vault.personal_keys where user_id = ${first}`;
  const afterTheOther = Promise.withResolvers<void>();
  const rewrapping = service.rewrap((done) => done === 1 && afterTheOther.resolve());
  await afterTheOther.promise;
  expect(wrappingKeyId((await rowOf(admin, second)) as Buffer)).toBe(after.keyId);
  expect(await keys.countByMasterKey()).not.toEqual(new Map([[after.keyId, 2]]));
  await erasure`rollback`;
  erasure.release();
  expect(await rewrapping).toEqual({ rewrapped: 2, unopened: 0, named: [] });
});

it('may be done by two at once, who do it once', async () => {
  const { admin, process, rewraps } = await openVault('two at once');
  const persons = await fill(admin, 2_000);
  const outcomes = await Promise.all([rewraps(after).rewrap(), rewraps(after).rewrap()]);
  expect(outcomes.reduce((sum, { rewrapped }) => sum + rewrapped, 0)).toBe(2_000);
  expect(await process(after).findByUserIds([...persons.keys()])).toEqual([...persons.values()]);
});

it('leaves what it cannot open as it is, names it, and does the rest', async () => {
  const { admin, process, rewraps } = await openVault('not opened');
  const persons = [...(await fill(admin, 4)).keys()];
  const lost = new MasterKeyring({ primary: newDataKey() });
  const [unknown, moved, ...rest] = persons as [string, string, ...string[]];
  const rows = {
    [unknown]: lost.wrap(newDataKey(), wrapContext(unknown)),
    [moved]: before.wrap(newDataKey(), wrapContext(unknown)),
  };
  for (const [id, row] of Object.entries(rows))
    await admin`update vault.personal_keys set wrapped_key = ${row} where user_id = ${id}`;
  const { rewrapped, unopened, named } = await rewraps(after).rewrap();
  expect([rewrapped, unopened]).toEqual([2, 2]);
  expect(named).toHaveLength(2);
  expect(named).toContainEqual({
    userId: unknown,
    keyId: lost.keyId,
    reason: expect.stringContaining(`the master key ${lost.keyId}`),
  });
  expect(named).toContainEqual({ userId: moved, keyId: before.keyId, reason: expect.any(String) });
  for (const [id, row] of Object.entries(rows)) expect(await rowOf(admin, id)).toEqual(row);
  await expect(process(after).findByUserIds(rest)).resolves.not.toContain(null);
  // Null would say that he was erased.
  await expect(process(after).findByUserIds([...rest, unknown])).rejects.toThrow(lost.keyId);
});

it('throws no master key away by which anything may be wrapped, and from then on lets nothing be wrapped by it', async () => {
  const { admin, process, rewraps } = await openVault('retired');
  await fill(admin, 3);
  const service = rewraps(after);
  expect(await service.retire(before.keyId)).toBe(3);
  // One that does not say by which key it is may be by any.
  await admin`delete from vault.personal_keys where substring(wrapped_key from 1 for 1) = '\\x02'`;
  expect(await service.retire(before.keyId)).toBe(2);
  await process(before).create(randomUUID());
  await service.rewrap();
  expect(await service.retire(before.keyId)).toBe(0);
  expect(await service.retire(before.keyId)).toBe(0);

  const refused = expect.objectContaining({ cause: expect.objectContaining({ code: '23514' }) });
  await expect(process(before).create(randomUUID())).rejects.toEqual(refused);
  const unnamed = randomUUID();
  const row = { user_id: unnamed, wrapped_key: encryptField(last, newDataKey(), wrapContext(unnamed)) };
  await expect(admin`insert into vault.personal_keys ${admin(row)}`).rejects.toMatchObject({ code: '23514' });
  await process(after).create(randomUUID());
  expect([...(await service.status()).keys()]).toEqual([after.keyId]);
});

it('sees a key that is being made when a master key is to retire, and who comes later is refused', async () => {
  const { admin, process, rewraps } = await openVault('retired in flight');
  const service = rewraps(after);
  const registration = await admin.reserve();
  const userId = randomUUID();
  await registration`begin`;
  const row = { user_id: userId, wrapped_key: before.wrap(newDataKey(), wrapContext(userId)) };
  await registration`insert into vault.personal_keys ${registration(row)}`;
  const retiring = service.retire(before.keyId);
  const isWaiting = async () =>
    (await admin`select from pg_locks where not granted and relation = 'vault.personal_keys'::regclass`).length > 0;
  while (!(await isWaiting()));
  await registration`commit`;
  registration.release();
  expect(await retiring).toBe(1);
  await service.rewrap();
  // Of two at once either the key retires and the registration fails, or it is seen.
  const [left, made] = await Promise.allSettled([service.retire(before.keyId), process(before).create(randomUUID())]);
  const outcome = [left.status === 'fulfilled' && left.value, made.status];
  expect([
    [0, 'rejected'],
    [1, 'fulfilled'],
  ]).toContainEqual(outcome);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openPostgres } from '@trivet/database';
import { testDatabase } from '@trivet/database/testing';
import { type Keys, MasterKeyring, masterKeyringOf, newDataKey } from '@trivet/identity';
import { databaseUrls, freePort, inheritedEnvironment, schemaParts } from '@trivet/standalone';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NpmRun } from '../../faults/npm-run.ts';
import { Person } from '../../support/person.ts';

const program = join(import.meta.dirname, '../../../packages/standalone/src/keys.ts');
/** Each start of the program takes a second or two. */
const timeout = 300_000;
/** `KEYS=60000` for longer runs. */
const keyCount = Number(process.env['KEYS'] ?? 10_000);

/** `npm run keys -- ARGS`, below the launcher. */
function startKeys(environment: Readonly<Record<string, string>>, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], { env: { ...inheritedEnvironment(), ...environment } });
}

async function keys(environment: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const child = startKeys(environment, args);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += String(chunk)));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, output };
}

describe('npm run keys, where keys come by the environment', () => {
  it('wraps anew what is there, goes on after it was killed, and throws away what is used no longer', {
    timeout,
  }, async () => {
    const database = await testDatabase({
      name: 'master key',
      key: 'installation',
      prepare: async (url) => void (await migrate(url, schemaParts)),
    });
    const admin = openPostgres({ url: database.adminUrl, applicationName: 'test', maxConnections: 2 });
    onTestFinished(() => admin.end({ timeout: 1 }));
    const [last, next] = [newDataKey(), newDataKey()];
    const before = new MasterKeyring({ primary: last });
    const after = new MasterKeyring({ primary: next });
    const count = keyCount;
    const persons = new Map(Array.from({ length: count }, () => [randomUUID() as string, newDataKey()] as const));
    const entries = [...persons];
    for (let index = 0; index < count; index += 10_000) {
      const rows = entries.slice(index, index + 10_000).map(([userId, key]) => ({
        user_id: userId,
        wrapped_key: before.wrap(key, `vault.personal_keys:${userId}`),
      }));
      await admin`insert into vault.personal_keys ${admin(rows)}`;
    }
    const environment = {
      VAULT_DATABASE_URL: databaseUrls((role) => database.urlFor(role)).vault,
      MASTER_KEY: next.toString('base64'),
      MASTER_OTHER_KEYS: last.toString('base64'),
    };
    const done = async () => {
      const prefix = Buffer.concat([Buffer.of(2), Buffer.from(after.keyId, 'hex')]);
      const [row] = await admin<{ done: number }[]>`
        select count(*)::int as done from vault.personal_keys where substring(wrapped_key from 1 for 9) = ${prefix}`;
      return row?.done ?? 0;
    };

    expect(await keys(environment, 'status')).toEqual({
      exitCode: 0,
      output: `  ${after.keyId}             0  wraps\n  ${before.keyId}        ${count.toLocaleString('en')}  opens\n`,
    });
    expect((await keys({ ...environment, MASTER_OTHER_KEYS: '' }, 'status')).output).toContain(
      `${before.keyId}        ${count.toLocaleString('en')}  IS NOT THERE`,
    );
    expect(await keys(environment, 'retire', 'master', before.keyId)).toEqual({
      exitCode: 1,
      output: `${count.toLocaleString('en')} keys are wrapped by ${before.keyId}, or do not say by which one: npm run keys -- rewrap\n`,
    });
    for (const id of [after.keyId, '0123456789abcdef'])
      expect((await keys(environment, 'retire', 'master', id)).exitCode, id).toBe(1);
    expect((await keys(environment, 'rotate', 'master')).output).toContain('Keys come by the environment here');

    for (let killed = 0; killed < 3; killed += 1) {
      const begun = await done();
      const child = startKeys(environment, ['rewrap']);
      while ((await done()) === begun && child.exitCode === null);
      child.kill('SIGKILL');
      await once(child, 'close');
      const far = await done();
      expect(far).toBeGreaterThan(begun);
      expect(far).toBeLessThan(count);
      // No batch is done by half.
      expect(far % 500).toBe(0);
    }
    const left = count - (await done());
    const finished = await keys(environment, 'rewrap');
    expect(finished).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining(`Wrapped ${left.toLocaleString('en')} keys anew by ${after.keyId}, `),
    });
    console.info(finished.output.trim());
    const rows = await admin<{ user_id: string; wrapped_key: Buffer }[]>`
      select user_id, wrapped_key from vault.personal_keys`;
    expect(rows).toHaveLength(count);
    const wrong = rows.filter(
      ({ user_id, wrapped_key }) =>
        !after.unwrap(wrapped_key, `vault.personal_keys:${user_id}`).equals(persons.get(user_id) as Buffer),
    );
    expect(wrong).toEqual([]);

    const retired = await keys(environment, 'retire', 'master', before.keyId);
    expect(retired).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('Leave it out of MASTER_OTHER_KEYS'),
    });
    const { exitCode, output } = await keys({ ...environment, MASTER_OTHER_KEYS: '' }, 'status');
    expect([exitCode, output]).toEqual([0, `  ${after.keyId}        ${count.toLocaleString('en')}  wraps\n`]);
    const late = randomUUID();
    const row = { user_id: late, wrapped_key: before.wrap(newDataKey(), `vault.personal_keys:${late}`) };
    await expect(admin`insert into vault.personal_keys ${admin(row)}`).rejects.toMatchObject({ code: '23514' });
  });

  it('says what it lacks', { timeout }, async () => {
    const { exitCode, output } = await keys({ VAULT_DATABASE_URL: 'postgres://localhost/trivet' }, 'status');
    expect(exitCode).toBe(1);
    expect(output).toContain('MASTER_KEY');
  });
});

describe('npm run keys, beside npm start', () => {
  it('exchanges the master key while it serves, but for one start', { timeout }, async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'trivet-master-key-'));
    onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
    const environment = { DATA_DIR: dataDirectory };
    const port = await freePort(0, '127.0.0.1');
    const keyFile = join(dataDirectory, 'keys.json');
    const readKeys = () => JSON.parse(readFileSync(keyFile, 'utf8')) as Keys;
    const start = async () => {
      const run = new NpmRun({ command: 'start', dataDirectory, port });
      onTestFinished(() => run.kill());
      await run.serving();
      return run;
    };

    const missing = await keys(environment, 'status');
    expect(missing).toEqual({
      exitCode: 1,
      output: `There are no keys in ${keyFile} yet: they are made at the first start.\n`,
    });
    let run = await start();
    const ada = await Person.register({ url: run.url, name: 'Ada', keepSecret: () => {} });
    const isRead = async () => {
      const { data, errors } = await ada.ask('{ viewer { email } }');
      expect([errors, data?.viewer?.email]).toEqual([undefined, ada.email]);
    };
    const last = readKeys().master;
    const lastId = masterKeyringOf(readKeys()).keyId;
    expect((await keys(environment, 'status')).output).toBe(`  ${lastId}             1  wraps\n`);

    const rotated = await keys(environment, 'rotate', 'master');
    expect(rotated).toMatchObject({ exitCode: 0, output: expect.stringContaining(`retire master ${lastId}`) });
    await isRead();
    // What runs does not know the new key yet.
    for (const command of [['rewrap'], ['retire', 'master', lastId]])
      expect(await keys(environment, ...command)).toMatchObject({
        exitCode: 1,
        output: expect.stringContaining('Start it again first.'),
      });
    await isRead();
    await run.stop();
    run = await start();
    await isRead();
    expect((await keys(environment, 'retire', 'master', lastId)).output).toContain(`1 keys are wrapped by ${lastId}`);

    let isRewrapping = true;
    let read = 0;
    const reading = (async () => {
      for (; isRewrapping; read += 1) await isRead();
    })();
    const grace = Person.register({ url: run.url, name: 'Grace', keepSecret: () => {} });
    const rewrapped = await keys(environment, 'rewrap');
    isRewrapping = false;
    await Promise.all([reading, grace]);
    expect(rewrapped).toMatchObject({ exitCode: 0, output: expect.stringContaining('Wrapped 1 keys anew') });
    expect(read).toBeGreaterThan(0);
    expect(await keys(environment, 'retire', 'master', lastId)).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('It is no longer in the key file'),
    });
    await isRead();
    expect(readKeys()).not.toHaveProperty('retiredMasters');
    expect(readFileSync(keyFile, 'utf8')).not.toContain(last);
    await run.stop();

    // The database is started for it where nothing runs.
    expect((await keys(environment, 'status')).output).toMatch(/^ {2}[0-9a-f]{16} {13}2 {2}wraps\n$/);
    run = await start();
    await isRead();
    await run.stop();
  });
});

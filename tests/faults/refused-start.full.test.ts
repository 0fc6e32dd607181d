import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@trivet/standalone';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Person } from '../support/person.ts';
import { NpmRun, type NpmRunOptions, type Outcome } from './npm-run.ts';

/** Root writes everywhere: it is to be without that right, as everybody else is. */
const ordinary =
  process.getuid?.() === 0 ? ['setpriv', '--inh-caps=-all', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];

describe.each(['start', 'run services'])('npm %s cannot begin', (command) => {
  /** Of what both commands begin with, the same code: once is enough. */
  const itOfInstallation = it.runIf(command === 'start');
  let folder: string;
  let dataDirectory: string;
  let port: number;
  let accountId: string;
  let ada: Person;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trivet-refused-'));
    dataDirectory = join(folder, 'data');
    port = await freePort(0, '127.0.0.1');
    const run = new NpmRun({ command, dataDirectory, port });
    await run.serving();
    ada = await Person.register({ url: run.url, name: 'Ada', keepSecret: () => {} });
    accountId = await ada.account('Analytical Engines');
    await run.stop();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const outcomeOf = async (options: Partial<NpmRunOptions>): Promise<Outcome> => {
    const run = new NpmRun({ command, dataDirectory, port, ...options });
    onTestFinished(() => run.kill());
    const outcome = await run.ended;
    await run.untilGone([]);
    return outcome;
  };

  /** What npm itself says of the machine and of a command that failed is not ours. */
  const sentencesOf = ({ stderr }: Outcome) =>
    stderr.split('\n').filter((line) => line !== '' && !line.startsWith('npm '));

  const expectRefusal = (outcome: Outcome, sentence: RegExp) => {
    expect(outcome.exitCode, JSON.stringify(outcome)).toBeGreaterThan(0);
    expect(sentencesOf(outcome)).toEqual([expect.stringMatching(sentence)]);
  };

  /** A copy that a test may break. */
  const copyOfData = (): string => {
    const copy = mkdtempSync(join(folder, 'copy-'));
    cpSync(dataDirectory, copy, { recursive: true });
    return copy;
  };

  it('when the port is in use', async () => {
    const other = createServer();
    other.listen(port, '127.0.0.1');
    await once(other, 'listening');
    expectRefusal(await outcomeOf({}), new RegExp(`^Port ${port} .*in use`));
    other.close();
    await once(other, 'close');
  });

  it('when the data directory is in use', async () => {
    const first = new NpmRun({ command, dataDirectory, port });
    onTestFinished(() => first.kill());
    await first.serving();
    const another = await freePort(0, '127.0.0.1');
    const second = new NpmRun({ command, dataDirectory, port: another });
    expectRefusal(await second.ended, /in use|uses/);
    expect((await ada.tell('Dashboard')).data.viewer.id).toBe(ada.id);
    await first.stop();
  });

  itOfInstallation('when the data directory cannot be made', async () => {
    const locked = mkdtempSync(join(folder, 'locked-'));
    chmodSync(locked, 0o500);
    expectRefusal(
      await outcomeOf({ dataDirectory: join(locked, 'data'), prefix: ordinary }),
      /cannot be written|permission/i,
    );
    expect(existsSync(join(locked, 'data'))).toBe(false);
  });

  itOfInstallation('when a file is in the place of the data directory', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    expectRefusal(await outcomeOf({ dataDirectory: file }), /is not a folder/);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  itOfInstallation('when the keys are broken', async () => {
    const broken = copyOfData();
    writeFileSync(join(broken, 'keys.json'), '{"accessToken":');
    expectRefusal(await outcomeOf({ dataDirectory: broken }), /^The key file .*keys\.json cannot be used/);
    expect(readFileSync(join(broken, 'keys.json'), 'utf8')).toBe('{"accessToken":');
  });

  itOfInstallation('when the keys are gone', async () => {
    const broken = copyOfData();
    rmSync(join(broken, 'keys.json'));
    expectRefusal(await outcomeOf({ dataDirectory: broken }), /keys\.json/);
  });

  itOfInstallation('when the database is of another version', async () => {
    const broken = copyOfData();
    writeFileSync(join(broken, 'postgres/cluster/PG_VERSION'), '9\n');
    expectRefusal(await outcomeOf({ dataDirectory: broken }), /version|PostgreSQL/);
    expect(readFileSync(join(broken, 'postgres/cluster/PG_VERSION'), 'utf8')).toBe('9\n');
  });

  itOfInstallation('when files of the database are missing', async () => {
    const broken = copyOfData();
    rmSync(join(broken, 'postgres/cluster/global/pg_control'));
    mkdirSync(join(broken, 'postgres/cluster/kept'));
    expectRefusal(await outcomeOf({ dataDirectory: broken }), /PostgreSQL|pg_control/);
    expect(existsSync(join(broken, 'postgres/cluster/kept'))).toBe(true);
  });

  it('and after all that, serves what was there', async () => {
    const run = new NpmRun({ command, dataDirectory, port });
    onTestFinished(() => run.kill());
    await run.serving();
    const { data } = await ada.tell('SignIn', { email: ada.email, password: ada.password });
    ada.accessToken = data.sessionCreate.accessToken;
    expect((await ada.tell('Anything', { id: accountId })).data.node).toMatchObject({ name: 'Analytical Engines' });
    await run.stop();
  });
});

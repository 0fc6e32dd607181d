import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@trivet/standalone';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { Person } from '../support/person.ts';
import { doesEverything } from '../support/stack.ts';
import { NpmRun } from './npm-run.ts';

const limitMs = 3_000;
/** How often it begins again when nothing has happened. */
const rounds = Number(process.env['ROUNDS'] ?? 1);

type Victim = 'npm' | 'launcher' | 'application' | 'postgres' | 'terminal';

/** What ends everything, and whether npm then says that all is well: it does when the application was asked to stop. */
const deaths: readonly (readonly [signal: NodeJS.Signals, victim: Victim, ends: 'well' | 'badly'])[] = [
  ['SIGINT', 'terminal', 'well'],
  ['SIGTERM', 'npm', 'well'],
  ['SIGKILL', 'npm', 'badly'],
  ['SIGTERM', 'launcher', 'well'],
  ['SIGKILL', 'launcher', 'badly'],
  ['SIGTERM', 'application', 'well'],
  ['SIGKILL', 'application', 'badly'],
  ['SIGTERM', 'postgres', 'badly'],
  ['SIGKILL', 'postgres', 'badly'],
];

/** A start of four processes takes ten seconds: for those, one end of each kind. What signals do to npm and the launcher is the same. */
const deathsOfServices = deaths.filter(
  ([signal, victim]) => victim === 'terminal' || (signal === 'SIGKILL' && victim !== 'postgres' && victim !== 'npm'),
);

/** Of what ends npm or the launcher, and of what asks instead of killing, one each. */
const deathsOfStart = deaths.filter(
  ([signal, victim]) => doesEverything || signal !== 'SIGTERM' || victim === 'application',
);

describe.each([
  ['start', 'packages/standalone/src/main.ts'],
  ['run services', 'packages/standalone/src/services.ts'],
])('npm %s', (command, application) => {
  let dataDirectory: string;
  let port: number;
  let ada: Person;
  let accountId: string;
  const acknowledged: string[] = [];
  const lastsMs: string[] = [];

  const start = async (): Promise<NpmRun> => {
    const run = new NpmRun({ command, dataDirectory, port });
    onTestFinished(() => run.kill());
    await run.serving();
    return run;
  };

  beforeAll(async () => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'trivet-death-'));
    port = await freePort(0, '127.0.0.1');
    const run = new NpmRun({ command, dataDirectory, port });
    await run.serving();
    ada = await Person.register({ url: run.url, name: 'Ada', keepSecret: () => {} });
    accountId = await ada.account('Analytical Engines');
    await run.stop();
  });
  afterAll(() => {
    console.info(`npm ${command}: nothing left after ${lastsMs.join(', ')}.`);
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  it.each(command === 'start' ? deathsOfStart : deathsOfServices)(
    '%s to %s leaves nothing running, and nothing is lost',
    async (signal, victim, ends) => {
      const run = await start();
      const { data } = await ada.tell('SignIn', { email: ada.email, password: ada.password });
      ada.accessToken = data.sessionCreate.accessToken;
      const known = await ada.ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: acknowledged });
      expect(known.data.nodes).toEqual(acknowledged.map((id) => ({ id })));

      const processes = run.processes();
      acknowledged.push(await ada.resource(accountId));
      const underWay = Array.from({ length: 4 }, () => ada.resource(accountId).catch(() => null));
      await Promise.race(underWay);
      const victims: Record<Victim, () => number> = {
        npm: () => run.pid,
        launcher: () => run.find('scripts/run.mjs').pid,
        application: () => run.find(application).pid,
        postgres: () => run.find('/bin/postgres ').pid,
        terminal: () => -run.pid,
      };
      process.kill(victims[victim](), signal);
      const lastedMs = await run.untilGone(processes);
      lastsMs.push(`${Math.round(lastedMs)} ms (${signal} to ${victim})`);
      expect(lastedMs).toBeLessThan(limitMs);
      acknowledged.push(...(await Promise.all(underWay)).filter((id) => id !== null));
      const outcome = await run.ended;
      expect(outcome.exitCode === 0 ? 'well' : 'badly', JSON.stringify(outcome)).toBe(ends);
    },
  );

  if (command === 'run services') {
    it('a part that is killed is started again, each of them', async () => {
      const run = await start();
      for (const name of ['router', 'users', 'core', 'notifications']) {
        const killed = run.find(`${name}/src/main.ts`);
        process.kill(killed.pid, 'SIGKILL');
        await eventually(() => expect(run.find(`${name}/src/main.ts`).pid).not.toBe(killed.pid));
        await run.serving();
      }
      await run.stop();
    });
  }

  it('begins again with all that was acknowledged, and quickly', async () => {
    const times: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      const begunAt = performance.now();
      const run = await start();
      times.push(performance.now() - begunAt);
      const { data } = await ada.tell('SignIn', { email: ada.email, password: ada.password });
      ada.accessToken = data.sessionCreate.accessToken;
      const known = await ada.ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: acknowledged });
      expect(known.data.nodes).toEqual(acknowledged.map((id) => ({ id })));
      await run.stop();
    }
    const median = times.toSorted((a, b) => a - b)[rounds >> 1] ?? 0;
    console.info(`npm ${command}: ready after ${Math.round(median)} ms (${times.map(Math.round).join(', ')}).`);
    // Seconds on a machine of its own. What is meant is that nothing waits for a time limit of a minute.
    expect(median).toBeLessThan(30_000);
  });
});

import { randomUUID } from 'node:crypto';
import { Database } from '@trivet/database';
import { Limit } from '@trivet/subgraph';
import { startTestHost, type TestHost } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { DecisionRepository } from '../explanations/decision.repository.ts';
import { DecisionService } from '../explanations/decision.service.ts';
import { PersonService } from '../persons/person.service.ts';
import { SuppressionRepository } from '../suppressions/suppression.repository.ts';
import { SuppressionService } from '../suppressions/suppression.service.ts';
import { DeliveryReportRepository } from './delivery-report.repository.ts';
import { type DeliveryReport, DeliveryReportService } from './delivery-report.service.ts';

type Sql = Parameters<Parameters<TestHost['admin']['begin']>[1]>[0];

let host: TestHost;
let db: Database;
let reports: DeliveryReportService;
beforeAll(async () => {
  host = await startTestHost({ name: 'reports', key: 'notifications', parts: [schemaPart] });
  db = new Database({ url: host.database.urlFor(schemaPart.role), applicationName: 'test' });
  const { clock, graph, counters } = host;
  const suppressions = new SuppressionService({
    ...{ db, suppressions: new SuppressionRepository(db), persons: new PersonService({ graph, clock }), clock },
    ...{ key: Buffer.alloc(32, 3), limit: new Limit(counters, { name: 'lifting', rates: [] }) },
  });
  const decisions = new DecisionService({ decisions: new DecisionRepository(db), clock });
  reports = new DeliveryReportService({
    ...{ db, reports: new DeliveryReportRepository(db), decisions, suppressions, clock },
  });
});
afterAll(async () => {
  await db?.close();
  await host?.stop();
});

async function sent(id: string): Promise<void> {
  const [now, userId] = [host.clock.now(), randomUUID()];
  await host.admin`
    insert into notifications.deliveries
      (id, user_id, occasion_id, kind, category, channel, status, provider, attempts, occurred_at, created_at, settled_at)
    values (${id}, ${userId}, ${randomUUID()}, 'test', 'activity', 'email', 'sent', 'sendgrid', 1, ${now}, ${now}, ${now})`;
  await host.admin`
    insert into notifications.delivery_queue (delivery_id, user_id, action, channel, due_at)
    values (${id}, ${userId}, 'forget', 'email', ${now})`;
}
const report = (deliveryId: string, address?: string): DeliveryReport => ({
  ...{ deliveryId, provider: 'sendgrid', messageId: null, at: host.clock.now() },
  outcome: { status: 'delivered', failure: null },
  suppression: address === undefined ? null : { channel: 'email', address, reason: 'bounce' },
});

/** Of two rows that `told` tells of the second, as far as it is free while the first one is waited for. */
async function secondWhileWaiting(
  { first, second }: { readonly first: (sql: Sql) => Promise<unknown>; readonly second: () => Promise<unknown[]> },
  told: readonly DeliveryReport[],
): Promise<unknown[]> {
  const [held, enough] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = host.admin.begin(async (sql) => {
    await first(sql);
    held.resolve();
    await enough.promise;
  });
  await held.promise;
  const recorded = reports.record(told);
  const waiting = () => host.admin`
    select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await expect.poll(waiting, { timeout: 15_000, interval: 10 }).toHaveLength(1);
  const free = await second();
  enough.resolve();
  await Promise.all([holding, recorded]);
  return free;
}

it('takes deliveries and addresses in one order, so that of two callbacks that tell of the same one waits for the other', async () => {
  const [one, other] = [randomUUID(), randomUUID()].sort() as [string, string];
  // As they lie in the table they come the other way round.
  for (const id of [other, one]) await sent(id);
  const deliveries = {
    first: (sql: Sql) => sql`select from notifications.deliveries where id = ${one} for update`,
    second: () => host.admin`select id from notifications.deliveries where id = ${other} for update skip locked`,
  };
  expect(await secondWhileWaiting(deliveries, [report(other), report(one)])).toEqual([{ id: other }]);

  const gone = ['ada@example.com', 'bea@example.com'].map((address) => report(randomUUID(), address));
  await reports.record(gone);
  const hashes = await host.admin`select address_hash as hash from notifications.suppressions order by 1`;
  const [least, greatest] = hashes.map(({ hash }) => hash);
  const addresses = {
    first: (sql: Sql) => sql`select from notifications.suppressions where address_hash = ${least} for update`,
    second: () => host.admin`
      select address_hash as hash from notifications.suppressions where address_hash = ${greatest} for update skip locked`,
  };
  for (const told of [gone, gone.toReversed()])
    expect(await secondWhileWaiting(addresses, told)).toEqual([{ hash: greatest }]);
});

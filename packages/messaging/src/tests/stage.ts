import { fileURLToPath } from 'node:url';
import { Database, migrate, newId, nobody, openPostgres, type SchemaPart } from '@trivet/database';
import { testDatabase } from '@trivet/database/testing';
import { createLogger, type Logger } from '@trivet/platform';
import type { Sql } from 'postgres';
import { expect, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { Consumer, type ConsumerDefinition, type ConsumerDeps } from '../consumer/consumer.ts';
import { defineEvent } from '../events/define-event.ts';
import type { LoggedEvent, NewEvent, RecordedEvent } from '../events/event.ts';
import { busSchema } from '../log/bus-schema.ts';
import { EventLog } from '../log/event-log.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Relay, type RelayDeps } from '../outbox/relay.ts';
import { WorkerSession } from '../postgres/worker-session.ts';
import type { FollowStep } from '../tail/interest.ts';
import { Tail, type TailDeps } from '../tail/tail.ts';
import * as shop from './fixture/shop.model.ts';

const shopPart: SchemaPart = {
  schema: 'shop',
  owner: 'trivet_shop_owner',
  role: 'trivet_shop',
  migrations: fileURLToPath(new URL('./fixture/migrations', import.meta.url)),
};

export const thingChanged = defineEvent({
  name: 'thing.changed',
  version: 1,
  description: 'A thing of the tests changed.',
  schema: z.object({ accountId: z.uuid(), thingId: z.uuid(), version: z.int() }),
  stream: ({ accountId }) => ({ account: accountId }),
  subject: ({ thingId, version }) => ({ type: 'thing', id: thingId, version }),
  readableWith: 'things:read',
});

export const personMoved = defineEvent({
  name: 'person.moved',
  version: 1,
  description: 'A person of the tests moved.',
  schema: z.object({ personId: z.uuid() }),
  stream: ({ personId }) => ({ person: personId }),
  subject: ({ personId }) => ({ type: 'person', id: personId, version: 1 }),
});

/** An event of a thing of its own, unless said otherwise. */
export function changed({ accountId = newId(), thingId = newId(), version = 1 } = {}): NewEvent {
  return thingChanged({ accountId, thingId, version }, { actor: null, requestId: 'req' });
}

export function recorded(event: NewEvent = changed()): RecordedEvent {
  return { ...event, id: newId(), occurredAt: new Date() };
}

export function recordedMany(count: number, ofAccount?: string): RecordedEvent[] {
  return Array.from({ length: count }, () =>
    recorded(changed(ofAccount === undefined ? {} : { accountId: ofAccount })),
  );
}

/** Looks until `check` no longer throws. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 10_000, interval: 5 });
}

/** A promise and what resolves it. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Longer than any test: what then happens in time was not the poll. */
export const never = 3_600_000;

/** A database with a log and a subgraph `shop`, and the processes that a test starts on it; all end with the test. */
export class Stage {
  readonly database: Database;
  readonly admin: Sql;
  readonly log: EventLog;
  readonly outbox = new Outbox({ table: shop.outbox });
  readonly tables = shop;
  readonly lines: { level: string; message: string; context: Record<string, unknown> }[] = [];
  readonly logger: Logger;
  readonly urls: { readonly admin: string; readonly bus: string; readonly shop: string };

  constructor(urls: Stage['urls']) {
    this.urls = urls;
    this.database = new Database({ url: urls.shop, applicationName: 'shop' });
    this.admin = openPostgres({ url: urls.admin, applicationName: 'admin', maxConnections: 3 });
    this.log = this.openLog();
    this.logger = createLogger({
      service: 'test',
      level: 'debug',
      destination: { write: (line) => void this.lines.push(JSON.parse(line)) },
    });
    onTestFinished(() => this.database.close());
    onTestFinished(() => this.admin.end({ timeout: 5 }));
  }

  openLog(applicationName = 'log'): EventLog {
    const log = new EventLog({ url: this.urls.bus, applicationName });
    onTestFinished(() => log.close());
    return log;
  }

  openSession(applicationName = 'worker'): WorkerSession {
    const session = new WorkerSession({ url: this.urls.shop, logger: this.logger, applicationName, retryMs: 20 });
    onTestFinished(() => session.close());
    return session;
  }

  relay(deps: Partial<RelayDeps> = {}): Relay {
    const { outbox, log, logger } = this;
    const relay = new Relay({ outbox, log, logger, session: deps.session ?? this.openSession(), ...deps });
    onTestFinished(() => relay.stop());
    return relay;
  }

  async tail(deps: Partial<TailDeps> = {}): Promise<Tail> {
    const tail = new Tail({ log: this.log, logger: this.logger, ...deps });
    onTestFinished(() => tail.stop());
    await tail.start();
    return tail;
  }

  consumer<Prepared = void>(
    definition: ConsumerDefinition<Prepared>,
    deps: Pick<ConsumerDeps, 'tail'> & Partial<ConsumerDeps>,
  ) {
    const { log, logger, database, outbox, tables } = this;
    const session = deps.session ?? this.openSession();
    const retryDelayMs = () => 1;
    const consumer = new Consumer<Prepared>(definition, {
      log,
      logger,
      database,
      outbox,
      tables,
      session,
      retryDelayMs,
      ...deps,
    });
    onTestFinished(() => consumer.stop());
    return consumer;
  }

  /** Commits `events` to the outbox, in a transaction each. */
  async announce(...events: NewEvent[]): Promise<void> {
    for (const event of events) {
      await this.outbox.transaction(this.database, nobody, async (_tx, announcements) => announcements.append(event));
    }
  }

  /** The whole log, after making sure that positions are 1, 2, 3, …. */
  async logged(): Promise<LoggedEvent[]> {
    const events: LoggedEvent[] = [];
    for (let page = await this.log.read({ after: 0, limit: 5000 }); page.events.length > 0; ) {
      events.push(...page.events);
      page = await this.log.read({ after: events.length, limit: 5000 });
    }
    expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
    return events;
  }

  /** Ends the server's side of the connections of that name; answers when they are gone. */
  async killConnections(applicationName: string): Promise<number> {
    const killed = await this.admin`
      select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where application_name = ${applicationName} and datname = current_database() and pid <> pg_backend_pid()`;
    return killed.length;
  }
}

/** A stage of one's own, named after the test. */
export async function stage(): Promise<Stage> {
  const name = expect.getState().currentTestName ?? 'messaging';
  const prepare = async (url: string) => void (await migrate(url, [busSchema, shopPart]));
  const { adminUrl, urlFor } = await testDatabase({ name, key: 'messaging', prepare });
  return new Stage({ admin: adminUrl, bus: urlFor(busSchema.role), shop: urlFor(shopPart.role) });
}

/** The next so many events of a reader. */
export async function take(steps: AsyncGenerator<FollowStep>, count: number): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  while (events.length < count) {
    const { value, done } = await steps.next();
    if (done) break;
    if (value.event) events.push(value.event);
  }
  return events;
}

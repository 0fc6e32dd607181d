import { Database } from '@trivet/database';
import { createLogger } from '@trivet/platform';
import { sql } from 'drizzle-orm';
import { Consumer } from '../consumer/consumer.ts';
import { EventLog } from '../log/event-log.ts';
import { Outbox } from '../outbox/outbox.ts';
import { WorkerSession } from '../postgres/worker-session.ts';
import { Tail } from '../tail/tail.ts';
import * as tables from './fixture/shop.model.ts';

/**
 * A process whose consumer has its effect on the first event and then hangs before the commit, for a test that kills it.
 * Says `effect` when it is there.
 */
const [url = '', busUrl = ''] = process.argv.slice(2);
const logger = createLogger({ service: 'stuck', level: 'silent' });
const log = new EventLog({ url: busUrl });
const tail = new Tail({ log, logger });
await tail.start();
const consumer = new Consumer(
  {
    name: 'noting',
    types: ['thing.changed'],
    apply: async (tx, event) => {
      await tx.insert(tables.notes).values({ text: String(event.position) });
      process.stdout.write('effect\n');
      await tx.execute(sql`select pg_sleep(600)`);
    },
  },
  {
    log,
    tail,
    logger,
    tables,
    outbox: new Outbox({ table: tables.outbox }),
    database: new Database({ url, applicationName: 'stuck' }),
    session: new WorkerSession({ url, logger, applicationName: 'stuck' }),
  },
);
consumer.start();

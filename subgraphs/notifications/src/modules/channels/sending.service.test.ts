import { randomUUID } from 'node:crypto';
import { Database } from '@trivet/database';
import { WorkerSession } from '@trivet/messaging';
import { AppError } from '@trivet/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { schemaPart } from '../../app.ts';
import { type NotificationsStage, startNotifications } from '../../tests/notifications-fixture.ts';
import { createSending, TestProvider } from '../../tests/sending-fixture.ts';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import { RefusedError } from './refused-error.ts';
import { SendingJob } from './sending.job.ts';
import type { SendingService } from './sending.service.ts';

let stage: NotificationsStage;
let db: Database;
let provider: TestProvider;
let sending: SendingService;
let deliveries: DeliveryService;
beforeAll(async () => {
  // Its own job has no sender, and leaves the queue alone.
  stage = await startNotifications('sending', { sender: 'none' });
  db = new Database({ url: stage.host.database.urlFor(schemaPart.role), applicationName: 'test' });
});
afterAll(async () => {
  await db?.close();
  await stage?.stop();
});
beforeEach(() => {
  provider = new TestProvider();
  ({ sending, deliveries } = createSending(stage, { db, provider }));
  stage.persons.set('*', { email: 'ada@example.com', displayName: 'Ada' });
});

const places = new Map([['email', 1000]] as const);
type Queued = Parameters<SendingService['send']>[0];

/** Of a category, queued for a person who has it mailed. */
async function queued(category: 'security' | 'announcement', kind = 'test'): Promise<Queued> {
  const userId = randomUUID();
  const draft = {
    ...{ userId, accountId: null, occasionId: randomUUID(), kind, category },
    occurredAt: stage.host.clock.now(),
    chosenBy: 'nobody' as const,
  };
  await db.transaction({ persons: [userId] }, (tx) =>
    deliveries.queue(tx, 'email', [{ ...draft, title: 'Title', body: 'Body', target: null }]),
  );
  const [found] = await stage.host.admin<Queued[]>`
    select delivery_id as "deliveryId", user_id as "userId", account_id as "accountId", channel
    from notifications.delivery_queue where user_id = ${userId}`;
  if (!found) throw new Error('It is not queued.');
  return found;
}

async function stateOf({ deliveryId }: Queued) {
  const [row] = await stage.host.admin<{ status: string; attempts: number; failure: string | null; open: boolean }[]>`
    select status, attempts, failure, attempted_at is not null as open from notifications.deliveries where id = ${deliveryId}`;
  return row;
}

async function stepsOf({ deliveryId }: Queued): Promise<string[]> {
  const rows = await stage.host.admin<{ step: string }[]>`
    select concat_ws(' ', code, detail) as step from notifications.delivery_decisions where delivery_id = ${deliveryId} order by id`;
  return rows.map(({ step }) => step);
}

/** As the process that was sending is killed between the call and what it would have written down. */
const killed = new Promise<never>(() => {});

describe('a mail', () => {
  it('is written down before it is handed over, and what it says is gone when it is settled', async () => {
    const one = await queued('announcement');
    provider.before = async () =>
      expect(await stateOf(one)).toMatchObject({ status: 'queued', attempts: 1, open: true });
    await sending.send(one);
    expect(await stateOf(one)).toEqual({ status: 'sent', attempts: 1, failure: null, open: false });
    const [row] = await stage.host.admin`
      select title, body, provider, provider_message_id from notifications.deliveries where id = ${one.deliveryId}`;
    expect(row).toEqual({ title: null, body: null, provider: 'test', provider_message_id: `id of ${one.deliveryId}` });
    expect(provider.sent).toMatchObject([
      {
        messageId: `<${one.deliveryId}@app.example.com>`,
        to: 'ada@example.com',
        subject: 'Announcement: Title',
        unsubscribeUrl: 'https://app.example.com/unsubscribe/token',
      },
    ]);
    await sending.send(one);
    expect(provider.sent).toHaveLength(1);
  });

  it.each(['security', 'announcement'] as const)(
    'of %s that was taken before a crash is sent once where the way can tell',
    async (category) => {
      const one = await queued(category);
      provider.afterwards = () => killed;
      await sending.send(one);
      expect(await stateOf(one)).toMatchObject({ status: 'queued', attempts: 1, open: true });
      await sending.send(one);
      expect([provider.sent.length, (await stateOf(one))?.status]).toEqual([1, 'sent']);
    },
  );

  it.each(['security', 'announcement'] as const)(
    'of %s that was not taken before a crash is sent where the way can tell',
    async (category) => {
      const one = await queued(category);
      provider.before = () => killed;
      await sending.send(one);
      provider.before = async () => {};
      await sending.send(one);
      expect([provider.sent.length, await stateOf(one)]).toMatchObject([1, { status: 'sent', attempts: 2 }]);
    },
  );

  it('that concerns security is sent again under the same identity where the way cannot tell', async () => {
    const one = await queued('security');
    provider.tells = () => 'unknown';
    provider.afterwards = () => killed;
    await sending.send(one);
    provider.afterwards = async () => {};
    await sending.send(one);
    expect((await stateOf(one))?.status).toBe('sent');
    expect(new Set(provider.sent.map(({ messageId }) => messageId)).size).toBe(1);
    expect(provider.sent).toHaveLength(2);
  });

  it('of anything else stays unknown where the way cannot tell, and is not sent twice', async () => {
    const one = await queued('announcement');
    provider.tells = () => 'unknown';
    provider.afterwards = () => killed;
    await sending.send(one);
    await sending.send(one);
    expect([provider.sent.length, await stateOf(one)]).toMatchObject([1, { status: 'unknown', open: false }]);
  });

  it('waits while the way cannot be asked', async () => {
    const one = await queued('announcement');
    provider.afterwards = () => killed;
    await sending.send(one);
    provider.tells = () => {
      throw new Error('away');
    };
    await sending.send(one);
    expect(await stateOf(one)).toMatchObject({ status: 'queued', open: true });
    expect((await deliveries.takeDue([], places)).map(({ deliveryId }) => deliveryId)).not.toContain(one.deliveryId);
    provider.tells = () => killed;
    await sending.send(one);
    expect(await stateOf(one)).toMatchObject({ status: 'queued', open: true });
  });

  it.each([
    ['sent', { status: 'sent', failure: null }],
    ['not sent', { status: 'failed', failure: 'TOO_LATE' }],
    ['unknown', { status: 'unknown', failure: null }],
    [new Error('away'), { status: 'unknown', failure: null }],
  ] as const)(
    'whose attempt was left open for a day is asked for all the same, and settled by what is said: %s',
    async (answer, settled) => {
      const one = await queued('security');
      provider.afterwards = async () => {
        throw new Error('The connection ended.');
      };
      await sending.send(one);
      stage.host.clock.advance(24 * 3_600_000 + 1);
      provider.tells = () => {
        if (answer instanceof Error) throw answer;
        return answer;
      };
      await sending.send(one);
      expect([provider.sent.length, await stateOf(one)]).toMatchObject([1, { ...settled, open: false }]);
    },
  );

  it('of which nobody could tell ten times is not said to have failed', async () => {
    const one = await queued('security');
    provider.tells = () => 'unknown';
    provider.afterwards = async () => {
      throw new Error('The connection ended.');
    };
    for (let times = 0; times < 11; times += 1) {
      await sending.send(one);
      // Who has failed five times is left alone for a while.
      stage.host.clock.advance(300_000);
    }
    expect([provider.sent.length, await stateOf(one)]).toMatchObject([10, { status: 'unknown', failure: null }]);
  });

  it('is sent by one of two who have it at once', async () => {
    const one = await queued('security');
    await Promise.all(Array.from({ length: 10 }, () => sending.send(one)));
    expect([provider.sent.length, (await stateOf(one))?.status]).toEqual([1, 'sent']);
  });

  it('that was refused late is left to who has begun another attempt since', async () => {
    const one = await queued('security');
    const refusing = Promise.withResolvers<never>();
    provider.before = () => refusing.promise;
    const late = sending.send(one);
    await expect.poll(() => stateOf(one)).toMatchObject({ attempts: 1 });
    // As another process does that has taken over.
    provider.tells = () => 'unknown';
    provider.before = () => killed;
    const another = sending.send(one);
    await expect.poll(() => stateOf(one)).toMatchObject({ attempts: 2 });
    refusing.reject(new RefusedError('busy', { refusal: 'later' }));
    await late;
    expect(await stateOf(one)).toEqual({ status: 'queued', attempts: 2, failure: null, open: true });
    expect(await stepsOf(one)).toEqual(['attempted', 'attempted']);
    // Else it would go on beside the tests that follow.
    await another;
  });

  it('that was refused is tried again, unless it was for good', async () => {
    const [later, never] = [await queued('announcement'), await queued('announcement')];
    provider.before = async () => {
      throw new RefusedError('busy', { refusal: 'later' });
    };
    await sending.send(later);
    // Why it is tried again is one of its steps, and no failure.
    expect(await stateOf(later)).toEqual({ status: 'queued', attempts: 1, failure: null, open: false });
    expect(await stepsOf(later)).toEqual(['attempted', 'refused REFUSED_FOR_NOW']);
    provider.before = async () => {
      throw new RefusedError('no such address', { refusal: 'permanent' });
    };
    await sending.send(never);
    expect(await stateOf(never)).toMatchObject({ status: 'failed', failure: 'REFUSED' });
    provider.before = async () => {};
    await sending.send(later);
    expect(await stateOf(later)).toMatchObject({ status: 'sent', attempts: 2 });
  });

  it('that is refused for now is tried ten times, over half a day', async () => {
    const one = await queued('security');
    const { admin, clock } = stage.host;
    const startedAt = clock.now().getTime();
    const tries: number[] = [];
    provider.before = async () => {
      tries.push(clock.now().getTime() - startedAt);
      throw new RefusedError('busy', { refusal: 'later' });
    };
    while ((await stateOf(one))?.status === 'queued') {
      await sending.send(one);
      const [row] = await admin<[{ due: number }]>`
        select extract(epoch from due_at)::float8 * 1000 as due from notifications.delivery_queue
        where delivery_id = ${one.deliveryId}`;
      if ((await stateOf(one))?.status === 'queued') clock.advance(row.due - clock.now().getTime());
    }
    expect(await stateOf(one)).toMatchObject({ status: 'failed', failure: 'TOO_MANY_ATTEMPTS' });
    expect([tries.length, Math.floor((tries.at(-1) ?? 0) / 3_600_000)]).toEqual([10, 12]);
  });

  it('goes to nobody who is gone or has not shown that his address is his', async () => {
    for (const person of [undefined, { email: 'ada@example.com', emailVerified: false }]) {
      if (person) stage.persons.set('*', person);
      else stage.persons.delete('*');
      const one = await queued('announcement');
      await sending.send(one);
      expect([provider.sent, await stateOf(one)]).toMatchObject([[], { status: 'cancelled' }]);
    }
  });

  it('is not sent to who has unsubscribed since it was queued, unless he has asked for it', async () => {
    const [told, owed] = [await queued('announcement'), await queued('security', 'password_reset.requested')];
    for (const [{ userId }, category] of [
      [told, 'announcement'],
      [owed, 'security'],
    ] as const)
      await stage.host.admin`
        insert into notifications.notification_preferences values
          (${userId}, ${category}, 'email', false, now()), (${userId}, ${category}, 'in_app', true, now())`;
    await sending.send(told);
    await sending.send(owed);
    expect(await stateOf(told)).toEqual({ status: 'cancelled', attempts: 0, failure: 'UNSUBSCRIBED', open: false });
    expect([provider.sent.length, await stateOf(owed)]).toMatchObject([1, { status: 'sent' }]);
  });

  it('that nobody is asked for at the moment waits, and that is no attempt', async () => {
    provider.before = async () => {
      throw new RefusedError('away', { refusal: 'unavailable' });
    };
    const one = await queued('announcement');
    for (let times = 0; times < 6; times += 1) await sending.send(one);
    expect(await stateOf(one)).toMatchObject({ status: 'queued', attempts: 5, open: false });
    expect(sending.capacities()).toEqual(new Map([['email', 0]]));
  });

  it('is not sent a day late', async () => {
    const one = await queued('security');
    stage.host.clock.advance(24 * 3_600_000 + 1);
    await sending.send(one);
    expect([provider.sent, await stateOf(one)]).toMatchObject([[], { status: 'failed', failure: 'TOO_LATE' }]);
  });

  it('leaves of what it says and where it goes nothing in the log of the process', async () => {
    const one = await queued('announcement');
    provider.before = async () => {
      throw new AppError('INTERNAL_SERVER_ERROR', 'ada@example.com: Title');
    };
    await sending.send(one);
    const lines = JSON.stringify(stage.host.lines);
    for (const secret of ['ada@example.com', 'Title']) expect(lines).not.toContain(secret);
    expect(lines).toContain(one.deliveryId);
  });
});

it('is begun again each second, and not without end, while the database can be read and not written', async () => {
  const { admin, logger, database, lines } = stage.host;
  const one = await queued('announcement');
  await admin`
    create function notifications.test_refuse() returns trigger language plpgsql as $$
    begin raise exception 'nothing is written'; end $$`;
  for (const table of ['deliveries', 'delivery_queue'])
    await admin`
      create trigger test_refuse before update on ${admin(`notifications.${table}`)}
      for each row execute function notifications.test_refuse()`;
  const session = new WorkerSession({ url: database.urlFor(schemaPart.role), logger });
  const job = new SendingJob({ deliveries, sending, session, logger });
  const begun = () => {
    // Its turn comes by the clock.
    stage.host.clock.advance(1_000);
    const interrupted = lines.filter(({ message }) => message.startsWith('A delivery is interrupted'));
    return interrupted.filter(({ context }) => context['delivery_id'] === one.deliveryId).length;
  };
  const startedAt = performance.now();
  job.start();
  await expect.poll(begun, { timeout: 15_000, interval: 10 }).toBeGreaterThan(1);
  expect(performance.now() - startedAt).toBeGreaterThan(900);
  expect(provider.sent).toEqual([]);
  await admin`drop function notifications.test_refuse() cascade`;
  const later = async () => {
    // What failed after that was put off, by the clock.
    stage.host.clock.advance(1_000);
    return (await stateOf(one))?.status;
  };
  await expect.poll(later, { timeout: 15_000 }).toBe('sent');
  await job.stop();
  await session.close();
});

it('is forgotten 90 days after it was settled, and not before', async () => {
  const one = await queued('announcement');
  await sending.send(one);
  stage.host.clock.advance(90 * 24 * 3_600_000 - 1);
  await deliveries.sweep();
  expect((await stateOf(one))?.status).toBe('sent');
  stage.host.clock.advance(1);
  await deliveries.sweep();
  expect(await stateOf(one)).toBeUndefined();
});

import { type Database, newId } from '@trivet/database';
import { expect, it } from 'vitest';
import { progressRows } from '../tail/interest.ts';
import { notes, noting, offset, types } from '../tests/noting.ts';
import { changed, eventually, gate, personMoved, recorded, recordedMany, stage } from '../tests/stage.ts';
import type { ConsumerDefinition } from './consumer.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

it('applies what was and what comes, in order, and moves its offset with the effects', async () => {
  const on = await stage();
  await on.log.append(recordedMany(3));
  const tail = await on.tail();
  const consumer = on.consumer(noting(on), { tail });
  consumer.start();
  await eventually(async () => expect(await notes(on)).toEqual([1, 2, 3]));
  await on.log.append(recordedMany(2));
  await eventually(async () => expect(await notes(on)).toEqual([1, 2, 3, 4, 5]));
  expect(await offset(on)).toBe(5);
  await eventually(() => expect(consumer.lag).toBe(0));
});

it('begins at the head when it is told so', async () => {
  const on = await stage();
  await on.log.append(recordedMany(3));
  on.consumer({ ...noting(on), startAt: 'head' }, { tail: await on.tail() }).start();
  await eventually(async () => expect(await offset(on)).toBe(3));
  await on.log.append(recordedMany(1));
  await eventually(async () => expect(await notes(on)).toEqual([4]));
});

it('goes on from its offset in the next life', async () => {
  const on = await stage();
  const tail = await on.tail();
  const first = on.consumer(noting(on), { tail });
  first.start();
  await on.log.append(recordedMany(2));
  await eventually(async () => expect(await notes(on)).toEqual([1, 2]));
  await first.stop();
  await on.log.append(recordedMany(2));
  on.consumer(noting(on), { tail }).start();
  await eventually(async () => expect(await notes(on)).toEqual([1, 2, 3, 4]));
});

it('prepares outside of the transaction, and touches rows of the event', async () => {
  const on = await stage();
  const account = newId();
  const scopes: unknown[] = [];
  const prepared: string[] = [];
  on.consumer<string>(
    {
      name: 'noting',
      types: [...types, 'person.moved'],
      prepare: async (event) => `asked about ${event.position}`,
      apply: async (tx, _event, answer) => {
        prepared.push(answer);
        const [row] = await tx.execute(
          `select current_setting('trivet.accounts') as accounts, current_setting('trivet.persons') as persons`,
        );
        scopes.push(row);
      },
    },
    { tail: await on.tail() },
  ).start();
  const personId = newId();
  await on.log.append([
    recorded(changed({ accountId: account })),
    recorded(personMoved({ personId }, { actor: null, requestId: 'r' })),
  ]);
  // The scope is noted last: it takes a statement.
  await eventually(() =>
    expect(scopes).toEqual([
      { accounts: `{${account}}`, persons: '{}' },
      { accounts: '{}', persons: `{${personId}}` },
    ]),
  );
  expect(prepared).toEqual(['asked about 1', 'asked about 2']);
});

it('announces what its effects are, in the same transaction', async () => {
  const on = await stage();
  const apply: ConsumerDefinition<void>['apply'] = async (_tx, event, _prepared, events) => {
    events.append(personMoved({ personId: event.subject.id }, { actor: event.actor, requestId: event.requestId }));
  };
  on.consumer({ name: 'noting', types, apply }, { tail: await on.tail() }).start();
  await on.relay().start();
  await on.log.append(recordedMany(1));
  await eventually(async () =>
    expect((await on.logged()).map(({ type }) => type)).toEqual(['thing.changed', 'person.moved']),
  );
});

it('passes events of other types without a transaction for each', async () => {
  const on = await stage();
  let transactions = 0;
  const database: Pick<Database, 'transaction'> = {
    transaction: (scope, callback) => {
      transactions += 1;
      return on.database.transaction(scope, callback);
    },
  };
  on.consumer({ ...noting(on), types: ['person.moved'] }, { tail: await on.tail(), database }).start();
  await eventually(async () => expect(await offset(on)).toBe(0));
  for (let round = 0; round < 5; round += 1) await on.log.append(recordedMany(progressRows / 2));
  await eventually(async () => expect(await offset(on)).toBeGreaterThanOrEqual(2 * progressRows));
  // One finds the offset, one looks for dead letters.
  expect(transactions).toBeLessThanOrEqual(2 + 2);
  expect(await notes(on)).toEqual([]);
});

it('works in one process; another takes over when that one dies', async () => {
  const on = await stage();
  const definition = noting(on);
  const first = on.consumer(definition, { tail: await on.tail(), session: on.openSession('first') });
  first.start();
  await eventually(() => expect(first.lag).toBe(0));
  const second = on.consumer(definition, { tail: await on.tail() });
  second.start();
  await on.log.append(recordedMany(20));
  await eventually(async () => expect(await notes(on)).toEqual(upTo(20)));
  expect([first.lag, second.lag]).toEqual([expect.any(Number), undefined]);
  await first.stop();
  await eventually(() => expect(second.lag).toBe(0));
  await on.log.append(recordedMany(5));
  await eventually(async () => expect(await notes(on)).toEqual(upTo(25)));
});

it('stops when it is told, with the event under way done', async () => {
  const on = await stage();
  const inside = gate();
  const proceed = gate();
  const { apply } = noting(on);
  const consumer = on.consumer(
    {
      ...noting(on),
      apply: async (...args) => {
        inside.open();
        await proceed.opened;
        await apply(...args);
      },
    },
    { tail: await on.tail() },
  );
  consumer.start();
  await on.log.append(recordedMany(3));
  await inside.opened;
  const stopped = consumer.stop();
  proceed.open();
  await stopped;
  expect(await notes(on)).toEqual([1]);
  expect(await offset(on)).toBe(1);
});

it('takes all types where it names none, but what does not concern it', async () => {
  const on = await stage();
  const seen: string[] = [];
  on.consumer(
    {
      name: 'noting',
      concerns: ({ stream }) => stream.account !== undefined,
      apply: async (_tx, { type }) => void seen.push(type),
    },
    { tail: await on.tail() },
  ).start();
  const moved = () => recorded(personMoved({ personId: newId() }, { actor: null, requestId: 'r' }));
  await on.log.append([moved(), recorded(changed()), moved(), { ...recorded(changed()), type: 'another.type' }]);
  await eventually(() => expect(seen).toEqual(['thing.changed', 'another.type']));
  expect(await offset(on)).toBe(4);
});

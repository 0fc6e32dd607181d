import { newId } from '@trivet/database';
import { expect, it } from 'vitest';
import { notes, noting, offset } from '../tests/noting.ts';
import { changed, eventually, personMoved, recorded, recordedMany, type Stage, stage } from '../tests/stage.ts';
import type { ConsumerDefinition } from './consumer.ts';

/** Notes each event, and how many came with it. */
function notingTogether(on: Stage, sizes: number[], refuses: (position: number) => boolean = () => false) {
  const { apply, ...definition } = noting(on);
  const one: ConsumerDefinition<void>['apply'] = async (tx, event, ...rest) => {
    if (refuses(event.position)) throw new TypeError('poison');
    await apply(tx, event, ...rest);
  };
  return {
    ...definition,
    apply: async (tx, event, ...rest) => {
      await one(tx, event, ...rest);
      sizes.push(1);
    },
    together: {
      limit: 4,
      prepare: async (events) => events.map(() => undefined),
      apply: async (tx, batch, events) => {
        for (const { event, prepared } of batch) await one(tx, event, prepared, events);
        sizes.push(batch.length);
      },
    },
  } satisfies ConsumerDefinition<void>;
}

it('applies what is there already together, in order, each once, and what comes later by itself', async () => {
  const on = await stage();
  await on.log.append(recordedMany(10));
  const sizes: number[] = [];
  on.consumer(notingTogether(on, sizes), { tail: await on.tail() }).start();
  await eventually(async () => expect(await offset(on)).toBe(10));
  expect(sizes).toEqual([4, 4, 2]);
  await on.log.append(recordedMany(1));
  await eventually(async () => expect(await offset(on)).toBe(11));
  expect(sizes).toEqual([4, 4, 2, 1]);
  expect(await notes(on)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
});

it('sees the rows of all whom it is about', async () => {
  const on = await stage();
  const [accountId, personId] = [newId(), newId()];
  const moved = recorded(personMoved({ personId }, { actor: null, requestId: 'r' }));
  await on.log.append([recorded(changed({ accountId })), moved, recorded(changed({ accountId }))]);
  let scope: unknown;
  on.consumer(
    {
      name: 'noting',
      apply: () => Promise.reject(new Error('one by one')),
      together: {
        limit: 10,
        prepare: async (events) => events.map(() => undefined),
        apply: async (tx) => {
          [scope] = await tx.execute(
            `select current_setting('trivet.accounts') as accounts, current_setting('trivet.persons') as persons`,
          );
        },
      },
    },
    { tail: await on.tail() },
  ).start();
  await eventually(async () => expect(await offset(on)).toBe(3));
  expect(scope).toEqual({ accounts: `{${accountId}}`, persons: `{${personId}}` });
});

it('goes one by one where that does not work, puts aside what never does, and goes on together', async () => {
  const on = await stage();
  await on.log.append(recordedMany(12));
  const sizes: number[] = [];
  const definition = notingTogether(on, sizes, (position) => position === 6);
  on.consumer(definition, { tail: await on.tail(), maxAttempts: 2 }).start();
  await eventually(async () => expect(await offset(on)).toBe(12));
  expect(await notes(on)).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12]);
  expect(sizes).toEqual([4, 1, 1, 1, 4]);
  expect(await on.admin`select event_id from shop.dead_letters`).toHaveLength(1);
});

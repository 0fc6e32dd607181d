import { encodeCursor } from '@trivet/messaging';
import { decodeGlobalId } from '@trivet/platform';
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type Person, story } from '../../support/person.ts';
import { startStack, waysInFull } from '../../support/stack.ts';
import { begunAt, untilRefused } from './revoked-device.ts';

const batches = 10;
const devicesPerBatch = 10;
const maxP99Ms = 1_000;

/** A device with a live stream, from the moment when its session is about to be revoked. */
async function revoke(ada: Person, device: Person, accountId: string) {
  const live = await device.subscribe(story['ResourceChanged'] as string, { accountId });
  await live.next();
  const begun = begunAt();
  await ada.revoke(device);
  const closing = live.ended().then((reason) => ({ reason, closedMs: begun.elapsedMs }));
  const [{ reason, closedMs }] = await Promise.all([closing, untilRefused(device)]);
  const events = await live.rest();
  const told = events.filter(({ errors }) => !errors);
  // The router closes the socket, or the subgraph has ended the operation before: whoever heard of it first.
  if (reason === 'complete') {
    expect(events.at(-1)?.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  } else {
    expect(reason).toMatchObject({ code: 4401 });
  }
  const cursors = told.map(({ extensions }) => String(extensions?.['cursor']));
  return { sessionId: decodeGlobalId(device.sessionId)?.uuid, closedMs, refusedMs: begun.elapsedMs, cursors };
}

it.each(waysInFull)(
  'ends 100 sessions within a second each, while events are in flight, and none gets a later one, %s',
  { timeout: 180_000 },
  async (way) => {
    await using stack = await startStack(way, { name: `many revocations ${way}` });
    const ada = await stack.person('Ada');
    const accountId = await ada.account('Analytical Engines');
    let isOver = false;
    const writing = (async () => {
      while (!isOver) await ada.resource(accountId);
    })();

    const outcomes: Awaited<ReturnType<typeof revoke>>[] = [];
    try {
      for (let batch = 0; batch < batches; batch++) {
        const devices = await Promise.all(Array.from({ length: devicesPerBatch }, () => ada.signInAgain()));
        outcomes.push(...(await Promise.all(devices.map((device) => revoke(ada, device, accountId)))));
      }
    } finally {
      isOver = true;
      await writing;
    }

    for (const name of ['closedMs', 'refusedMs'] as const) {
      const times = outcomes.map((outcome) => outcome[name]).sort((one, other) => one - other);
      const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? Number.POSITIVE_INFINITY;
      console.info(`${way}, ${name}: median ${Math.round(times[times.length >> 1] ?? 0)}, p99 ${Math.round(p99)} ms`);
      expect(p99).toBeLessThan(maxP99Ms);
    }

    // What each was told, by the positions of the log: nothing from after its revocation.
    const revoked = () =>
      stack.sql<{ position: string; session_id: string }[]>`
        select position, payload ->> 'sessionId' as session_id from bus.log where type = 'session.revoked'`;
    const rows = await eventually(async () => {
      const found = await revoked();
      expect(found).toHaveLength(batches * devicesPerBatch);
      return found;
    });
    const [head] = await stack.sql<{ log_id: string; position: string }[]>`select log_id, position from bus.head`;
    const positionOf = new Map(
      Array.from({ length: Number(head?.position) }, (_, index) => [
        encodeCursor(String(head?.log_id), index + 1),
        index + 1,
      ]),
    );
    for (const { sessionId, cursors } of outcomes) {
      const end = Number(rows.find(({ session_id }) => session_id === sessionId)?.position);
      for (const cursor of cursors) expect(positionOf.get(cursor)).toBeLessThan(end);
    }
  },
);

import { openPostgres } from '@trivet/database';
import { decodeGlobalId } from '@trivet/platform';
import { expect, it } from 'vitest';
import { headOf, pullEvents, takeUntil } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { story } from '../support/person.ts';
import type { Stack } from '../support/stack.ts';

/** The order in which numbers are taken is not the order in which they are committed. */
export function lateCommit(stackOf: () => Stack): void {
  it('holds up nobody else, loses nothing, and keeps the order of its own entity', async () => {
    const stack = stackOf();
    const ada = await stack.person('Ada');
    const accountId = await ada.account('Analytical Engines');
    const slow = await ada.resource(accountId, 'slow');
    await eventually(async () =>
      expect((await pullEvents(ada, accountId)).map(({ subjectId }) => subjectId)).toContain(slow),
    );
    const after = await headOf(ada, accountId);
    const live = await ada.subscribe(story['ResourceChanged'] as string, { accountId, after });

    const slowWriter = openPostgres({
      url: stack.database.adminUrl,
      applicationName: 'slow writer',
      maxConnections: 1,
    });
    await slowWriter`begin`;
    await changeAsCoreDoes(slowWriter, slow);

    const others = [await ada.resource(accountId), await ada.resource(accountId), await ada.resource(accountId)];
    const early = await live.take(3);
    expect(early.map(({ data }) => data.resourceChanged.resourceId)).toEqual(others);

    // Both wait for the row; one of them then finds another version than it has seen.
    const contenders = [3, 4].map((n) => ada.tell('UpdateResource', { id: slow, expectedVersion: 2, data: { n } }));
    await eventually(async () => {
      const waiting = await stack.sql`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and state = 'active'`;
      expect(waiting.length).toBeGreaterThanOrEqual(2);
    });
    await slowWriter`commit`;
    await slowWriter.end();
    const outcomes = (await Promise.all(contenders)).map(({ data }) =>
      data.resourceUpdate.userErrors.map(({ code }: { code: string }) => code),
    );
    expect(outcomes.toSorted()).toEqual([[], ['VERSION_CONFLICT']]);

    const marker = await ada.resource(accountId, 'marker');
    const late = await takeUntil(live, ({ resourceChanged }) => resourceChanged.resourceId === marker);
    const pulled = await pullEvents(ada, accountId, after);
    expect(pulled.map(({ cursor }) => cursor)).toEqual(
      [...early, ...late].map(({ data }) => data.resourceChanged.cursor),
    );
    expect(pulled.filter(({ subjectId }) => subjectId === slow).map(({ payload }) => payload['version'])).toEqual([
      2, 3,
    ]);
    expect(pulled.map(({ subjectId }) => subjectId)).toEqual([...others, slow, slow, marker]);

    const resumed = await ada.subscribe(story['ResourceChanged'] as string, { accountId, after });
    const again = await takeUntil(resumed, ({ resourceChanged }) => resourceChanged.resourceId === marker);
    expect(again.map(({ data }) => data.resourceChanged.cursor)).toEqual(pulled.map(({ cursor }) => cursor));
    await Promise.all([live.close(), resumed.close()]);
  });
}

/** The second version of a resource, with its event: the row is locked and the number taken. */
async function changeAsCoreDoes(sql: ReturnType<typeof openPostgres>, resourceId: string): Promise<void> {
  const id = decodeGlobalId(resourceId)?.uuid ?? '';
  const [event] = await sql`
    select * from bus.log where subject_id = ${id}`;
  await sql`update core.resources set version = 2, data = '{"n":2}' where id = ${id}`;
  await sql`
    insert into core.outbox (event_id, type, version, stream_type, stream_id, subject_type, subject_id, subject_version, request_id, readable_with, bulk, occurred_at, payload)
    select gen_random_uuid(), 'resource.updated', version, stream_type, stream_id, subject_type, subject_id, 2, 'slow', readable_with, false, now(),
      payload || '{"version":2}'
    from bus.log where position = ${event?.['position']}`;
}

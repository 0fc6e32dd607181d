import { eventually } from './eventually.ts';
import type { LiveResult, LiveSubscription } from './live-subscription.ts';
import type { Person } from './person.ts';

export interface PulledEvent {
  readonly id: string;
  readonly type: string;
  readonly cursor: string;
  readonly subjectId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Everything that happened in an account, or happened after `after`, page by page. */
export async function pullEvents(
  person: Person,
  accountId: string,
  after: string | null = null,
): Promise<PulledEvent[]> {
  const events: PulledEvent[] = [];
  for (let place = after; ; ) {
    const { data } = await person.ask(
      `query Events($accountId: ID!, $after: Cursor) {
        events(accountId: $accountId, after: $after, first: 100) {
          nodes { id type cursor subjectId payload }
          pageInfo { hasNextPage endCursor }
        }
      }`,
      { accountId, after: place },
    );
    events.push(...data.events.nodes);
    if (!data.events.pageInfo.hasNextPage) return events;
    place = data.events.pageInfo.endCursor;
  }
}

/** Where an account's events stand now; waits for the first, which a change's answer does not. */
export function headOf(person: Person, accountId: string): Promise<string> {
  return eventually(async () => {
    const last = (await pullEvents(person, accountId)).at(-1);
    if (!last) throw new Error('Nothing has happened in the account.');
    return last.cursor;
  });
}

/** All that a subscription brings, up to and with the first result that `isLast` accepts. */
export async function takeUntil(
  live: Pick<LiveSubscription, 'next'>,
  isLast: (data: NonNullable<LiveResult['data']>) => boolean,
): Promise<LiveResult[]> {
  const results: LiveResult[] = [];
  for (;;) {
    const result = await live.next();
    results.push(result);
    if (result.data && isLast(result.data)) return results;
  }
}

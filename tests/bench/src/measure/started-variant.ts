import { globalId } from '@trivet/platform';
import type { Ground } from '../ground.ts';
import type { LoadRequest } from '../load/load-generator.ts';
import type { BenchRequest, ByQuery, QueryName, RunningVariant, Variant } from '../variant.ts';

/** A variant that runs, with everything that it will be sent. */
export interface StartedVariant {
  readonly variant: Variant;
  readonly running: RunningVariant;
  readonly requests: ByQuery<readonly LoadRequest[]>;
  /** Of the server that it asks. */
  readonly postgresPid: number;
}

/** Starts a variant, and puts together what it is sent: one request for each set of variables and credentials. */
export async function startVariant(
  variant: Variant,
  queries: ByQuery<string>,
  { environment, requests, postgresPid }: Pick<Ground, 'environment' | 'requests' | 'postgresPid'>,
): Promise<StartedVariant> {
  const running = await variant.start(environment);
  const variablesFor = running.variablesFor ?? defaultVariables;
  const requestsOf = (name: QueryName) =>
    requests.map((request): LoadRequest => {
      const query = (running.queries ?? queries)[name];
      return {
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...running.headersFor(request.person),
        },
        body: JSON.stringify({ operationName: name, query, variables: variablesFor(name, request) }),
      };
    });
  const sent = { Q1: requestsOf('Q1'), Q2: requestsOf('Q2'), Q3: requestsOf('Q3') };
  return { variant, running, requests: sent, postgresPid };
}

function defaultVariables(query: QueryName, { accountId }: BenchRequest): Readonly<Record<string, unknown>> {
  return query === 'Q2' ? { id: globalId('acc', accountId) } : {};
}

/** What is compared of a variant: all that it takes, or its gateway alone. */
export function isCompared({ variant, running }: StartedVariant, process: string): boolean {
  return variant.counts === 'everything' || process === running.processes[0]?.name;
}

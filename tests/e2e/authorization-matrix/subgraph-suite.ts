import { ViewerTokenIssuer } from '@trivet/identity';
import { anonymous, type Viewer } from '@trivet/platform';
import { type SubgraphName, subgraphNames } from '@trivet/standalone';
import { expect, it } from 'vitest';
import type { Stack, Way } from '../../support/stack.ts';
import { liveOutcome } from '../isolation/live-outcome.ts';
import type { Caller } from './caller.ts';
import { exemptReferences } from './exempt.ts';
import { forRouters } from './matrix.ts';
import type { Ids, Population } from './population.ts';
import type { Schemas } from './schema.ts';
import { rowsOfSubgraph } from './subgraph-rows.ts';
import { uuidOf } from './things.ts';
import { answerOf, askedAt, faultsOf, fewAtATime, questionOf } from './trial.ts';
import { type Answer, verdictOn } from './verdict.ts';

/** What subgraphs serve to routers only: nothing of it through the router, and where they have ports, by these. */
export function itHoldsForSubgraphs(
  way: Way,
  schemas: Schemas,
  running: () => { readonly stack: Stack; readonly people: Population },
): void {
  const rows = subgraphNames.flatMap((name) =>
    rowsOfSubgraph(name, schemas.subgraphs[name]).map((row) => ({ name, row })),
  );

  it('tells every bearer of a viewer token only what is listed', () => {
    const open = rows.filter(({ row }) => row.reach === null && row.needs.length === 0);
    expect([...new Set(open.map(({ row }) => row.coordinate))].sort()).toEqual(Object.keys(exemptReferences).sort());
    expect(Object.keys(exemptReferences)).toHaveLength(4);
  });

  it('has nothing in the API of what subgraphs ask each other', async () => {
    const { stack, people } = running();
    const asked = askedAt(stack.url);
    const answers = await fewAtATime(rows, async ({ row }) => {
      const answer = await asked(questionOf(row, people.owned), people.owner.authorization);
      return `${row.label}: ${answer.status} ${verdictOn(answer)}`;
    });
    expect(answers.filter((line) => !line.endsWith(': 400 GRAPHQL_VALIDATION_FAILED'))).toEqual([]);
  });

  if (way === 'standalone') return;

  it('is held by each subgraph for itself, whatever the router asks', async () => {
    const { stack, people } = running();
    const { owner, owned, others } = people;
    const faults = await fewAtATime(rows, ({ name, row }) => {
      const as = viewersOf(stack, name);
      return faultsOf(row, {
        asked: askedAt(stack.subgraphUrls[name] ?? ''),
        owner: as(owner),
        // A viewer token lives for two minutes: only routers hear of revocations.
        others: [
          ...others.filter(({ closeCode }) => closeCode !== 4401).map(as),
          { ...as(owner), ...theRouter(stack, name) },
        ],
        ids: owned,
      });
    });
    expect(faults.flat()).toEqual([]);
  });

  it('answers routers only what is for routers', async () => {
    const { stack, people } = running();
    const { owner, owned, others } = people;
    for (const [coordinate, document] of Object.entries(forRouters)) {
      const name = coordinate.split(':')[0] as SubgraphName;
      const router = theRouter(stack, name);
      const verdict = async ({ authorization }: Pick<Caller, 'authorization'>) =>
        verdictOn(await askAsRouter(stack.subgraphUrls[name] ?? '', { document, ids: owned, router, authorization }));
      for (const caller of [owner, ...others.filter(({ closeCode }) => closeCode === null)])
        expect(await verdict(viewersOf(stack, name)(caller)), `${caller.name}, ${coordinate}`).toBe('FORBIDDEN');
      expect(await verdict(router), coordinate).toBe('shown');
    }
  });

  it('is served by subgraphs to nobody without a viewer token for them', async () => {
    const { stack, people } = running();
    const { owner, owned } = people;
    const answers = await fewAtATime(rows, async ({ name, row }) => {
      const asked = askedAt(stack.subgraphUrls[name] ?? '');
      const forAnother = viewersOf(stack, name === 'users' ? 'core' : 'users')(owner).authorization;
      const refusals = [null, owner.authorization, forAnother].map(async (authorization) => {
        const answer = await asked(questionOf(row, owned), authorization);
        return `${row.label}: ${answer.status} ${verdictOn(answer)}`;
      });
      return Promise.all(refusals);
    });
    expect(answers.flat().filter((line) => !line.endsWith(': 401 UNAUTHENTICATED'))).toEqual([]);

    const userIds = { userIds: [uuidOf(owned.user)] };
    const users = stack.subgraphUrls.users ?? '';
    const access = (authorization: string | null) =>
      fetch(`${users}/internal/access`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization !== null && { authorization }) },
        body: JSON.stringify(userIds),
      });
    for (const authorization of [null, owner.authorization, viewersOf(stack, 'users')(owner).authorization]) {
      const refused = await access(authorization);
      expect([refused.status, await refused.text()]).toEqual([401, '']);
    }
    const granted = await access(theRouter(stack, 'users').authorization);
    expect(await granted.text()).toContain(uuidOf(owned.account));
  });
}

/** A subscription goes over a socket that the router opens for itself, with the token of the viewer beside each operation. */
async function askAsRouter(
  url: string,
  {
    document,
    ids,
    router,
    authorization,
  }: { document: string; ids: Ids; router: Pick<Caller, 'authorization'>; authorization: string | null },
): Promise<Answer> {
  const taken = Object.entries(ids).filter(([name]) => document.includes(`$${name}:`));
  const variables = Object.fromEntries(taken.map(([name, id]) => [name, uuidOf(id)]));
  if (!document.startsWith('subscription'))
    return askedAt(url)({ document, operation: 'query', variables }, authorization);
  const viewer = authorization?.replace('Bearer ', '');
  const opened = { query: document, variables, authorization: router.authorization ?? '', extensions: { viewer } };
  return answerOf(await liveOutcome(url, opened));
}

/** The same people, with the tokens by which a router names them to a subgraph. */
function viewersOf(stack: Stack, subgraph: SubgraphName): (caller: Caller) => Caller {
  return (caller) => {
    const { person, key, closeCode } = caller;
    const viewer = person
      ? {
          kind: 'user' as const,
          userId: uuidOf(person.id),
          sessionId: uuidOf(person.sessionId),
          authenticatedAt: new Date(),
        }
      : (key ?? anonymous);
    const ageMs = closeCode === null ? 0 : 121_000;
    return { ...caller, authorization: `Bearer ${viewerToken(stack, { viewer, subgraph, ageMs })}` };
  };
}

/** A service without a permission, as which the router asks for itself. */
function theRouter(
  stack: Stack,
  subgraph: SubgraphName,
): Pick<Caller, 'name' | 'authorization' | 'permissions' | 'isOwner'> {
  const viewer = { kind: 'service', service: 'router' } as const;
  const authorization = `Bearer ${viewerToken(stack, { viewer, subgraph, ageMs: 0 })}`;
  return { name: 'the router itself', authorization, permissions: null, isOwner: false };
}

function viewerToken(
  { keys }: Stack,
  { viewer, subgraph, ageMs }: { readonly viewer: Viewer; readonly subgraph: SubgraphName; readonly ageMs: number },
): string {
  const clock = { now: () => new Date(Date.now() - ageMs) };
  return new ViewerTokenIssuer({ key: keys.viewerToken, issuer: 'router', clock }).issue(viewer, subgraph);
}

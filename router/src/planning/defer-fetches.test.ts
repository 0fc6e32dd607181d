import { expect, it } from 'vitest';
import { defaultLimits } from '../admission/limits.ts';
import { testSubgraph, testSupergraph } from '../tests/test-graph.ts';
import { LocalPlanning } from './local-planning.ts';
import type { EntitiesNode, FetchNode, Plan, PlanNode } from './plan.ts';
import { takingParts } from './resolve-operation.ts';

const supergraph = testSupergraph([
  testSubgraph(
    'people',
    `type Query { me: Person team: [Person] motto: String } type Mutation { rename: Person drop: Boolean }
     type Person @key(fields: "id") { id: ID! name: String }`,
  ),
  testSubgraph(
    'ages',
    'type Person @key(fields: "id") { id: ID! age: Int born: Int posts(first: Int): [Post] } type Post @key(fields: "id") { id: ID! }',
  ),
  testSubgraph(
    'scores',
    `type Person @key(fields: "id") { id: ID! age: Int @external score: Int @requires(fields: "age") rank: Int }
     type Post @key(fields: "id") { id: ID! likes: Int }`,
  ),
]);
const planning = new LocalPlanning(supergraph, defaultLimits);

async function planOf(query: string): Promise<Plan> {
  const answer = await planning.plan({ query, flags: new Map([[takingParts, true]]) });
  if (answer.outcome !== 'planned') throw new Error(answer.errors[0]?.message);
  return JSON.parse(answer.plan);
}

/** The plan of who takes parts, each fetch as a line; a deferred one with its fragments and what it waits for. */
async function planned(query: string) {
  const { root, deferred = [] } = await planOf(query);
  return {
    first: root ? fetchesOf(root).map(line) : [],
    deferred: deferred.map(({ node, labels, after }) => [line(node), labels.join(), after.join()]),
  };
}

function fetchesOf(node: PlanNode): (FetchNode | EntitiesNode)[] {
  if (node.kind === 'Graph') return node.nodes.map((each) => each.node);
  return node.kind === 'Sequence' || node.kind === 'Parallel' ? node.nodes.flatMap(fetchesOf) : [node];
}

const line = ({ id, subgraph, query }: FetchNode | EntitiesNode) =>
  `${id === undefined ? '' : `${id} `}${subgraph} ${query
    .replaceAll(/\s+/g, ' ')
    .replace(/^.*_entities\(representations: ?\$\w+\) ?{ ?\.\.\. ?on \w+ ?/, '')
    .replaceAll(/ ?([{}]) ?/g, '$1')}`;

it('has no deferred fetches where nothing is deferred', async () => {
  expect(await planned('{ me { name age } }')).toMatchObject({ deferred: [] });
});

it('asks for what a fragment alone takes in a fetch of its own, after what it needs', async () => {
  expect(await planned('{ me { name ... @defer { age } } }')).toEqual({
    first: ['0 people {me{__typename id name}}'],
    deferred: [['ages {age}}}', '0', '0']],
  });
});

it('asks at once for what is deferred as a whole', async () => {
  const { first, deferred } = await planned('{ ... @defer(label: "all") { me { age } } }');
  expect(first).toEqual([]);
  expect(deferred).toEqual([
    ['0 people {me{__typename id}}', '0 all', ''],
    ['ages {age}}}', '0 all', '0'],
  ]);
});

it('makes a fetch in pieces where different parts of the answer take different fields of it', async () => {
  expect(await planned('{ me { age ... @defer { born } } ... @defer { motto } }')).toEqual({
    first: ['0 people {me{__typename id}}', 'ages {age}}}'],
    deferred: [
      ['people {motto}', '1', ''],
      ['ages {born}}}', '0', '0'],
    ],
  });
});

it('asks once, for the first answer, for what stands in a fragment and around it', async () => {
  expect(await planned('{ me { age ... @defer { age name } } }')).toEqual({
    first: ['people {me{__typename id name}}', 'ages {age}}}'],
    deferred: [],
  });
});

it('asks once for what several fragments need', async () => {
  expect(await planned('{ me { name ... @defer { age } ... @defer { score } ... @defer { rank } } }')).toEqual({
    first: ['0 people {me{__typename id name}}'],
    deferred: [
      ['scores {rank}}}', '2', '0'],
      ['1 ages {age}}}', '0,1', '0'],
      ['scores {score}}}', '1', '0,1'],
    ],
  });
});

it('has the fetch of an inner fragment wait for that of the outer one', async () => {
  const { deferred } = await planned('{ me { ... @defer { posts { id ... @defer { likes } } } } }');
  expect(deferred).toEqual([
    ['1 ages {posts{__typename id}}}}', '0,1', '0'],
    ['scores {likes}}}', '1', '1'],
  ]);
});

it('gives each piece the variables that it uses', async () => {
  const query =
    'query($a: Int, $b: Int) { me { one: posts(first: $a) { id } ... @defer { two: posts(first: $b) { id } } } }';
  const { root, deferred = [] } = await planOf(query);
  const fetches = [...(root ? fetchesOf(root) : []), ...deferred.map(({ node }) => node)];
  const asked = fetches.filter(({ subgraph }) => subgraph === 'ages');
  expect(asked.map(({ variables }) => variables)).toEqual([['a'], ['b']]);
  expect(asked.map(({ query }) => /\$a\b/.test(query))).toEqual([true, false]);
  expect(asked.map((node) => node.kind === 'Entities' && node.groups.map(({ writes }) => writes))).toEqual([
    [['one']],
    [['two']],
  ]);
});

it('joins what the first answer takes with nothing that is deferred, also where the same is asked', async () => {
  const { root, deferred = [] } = await planOf(
    '{ me { name age } team { posts { likes } ... @defer { age score } } ... @defer { me { posts { likes } } } }',
  );
  const first = root ? fetchesOf(root) : [];
  expect(first.map(({ subgraph }) => subgraph)).toEqual(['people', 'ages', 'scores']);
  const placesOf = (node: FetchNode | EntitiesNode | undefined) =>
    node?.kind === 'Entities' ? node.groups.flatMap(({ places }) => places.map((place) => place.join('.'))) : [];
  expect(placesOf(first[1])).toEqual(['me', 'team.@']);
  expect(placesOf(first[2])).toEqual(['team.@.posts.@']);
  expect(deferred.map(({ node }) => `${node.subgraph} ${placesOf(node)}`)).toEqual([
    'ages me',
    'scores me.posts.@',
    'ages team.@',
    'scores team.@',
  ]);
});

it('waits with what is deferred of a mutation for all that it changes', async () => {
  const { first, deferred } = await planned('mutation { rename { ... @defer { age } } drop }');
  expect(first).toEqual(['0 people mutation{rename{__typename id}drop}']);
  expect(deferred).toEqual([['ages {age}}}', '0', '0']]);
});

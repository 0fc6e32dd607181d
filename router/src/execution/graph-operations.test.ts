import { expect, it } from 'vitest';
import { shop, userId } from '../tests/shop.ts';
import { ask, testGraph } from '../tests/test-graph.ts';

it('answers one query over three subgraphs, in the order and under the names that the client chose', async () => {
  const graph = testGraph(shop().all);
  const { data, errors } = await ask(
    graph,
    `query Dashboard($withInbox: Boolean!, $noFavourite: Boolean = true) {
       me: viewer {
         unread @include(if: $withInbox)
         messages { text about { name plan { name } } }
         ...Person
         favourite @skip(if: $noFavourite) { id }
         accounts { title: name ...Priced owner { id unread } }
       }
       __typename
     }
     fragment Person on User { displayName kind: __typename }
     fragment Priced on Account { plan(upper: true) { name } price }`,
    { withInbox: true },
  );
  const owner = { id: userId(1), unread: 7 };
  const expected = {
    me: {
      unread: 7,
      messages: [
        { text: 'a', about: { name: 'account 1', plan: { name: 'free' } } },
        { text: 'b', about: null },
      ],
      displayName: 'user 1',
      kind: 'User',
      accounts: [
        { title: 'account 1', plan: { name: 'FREE' }, price: 2, owner },
        { title: 'account 2', plan: null, price: null, owner },
        { title: 'account 3', plan: { name: 'FREE' }, price: 6, owner: null },
      ],
    },
    __typename: 'Query',
  };
  expect(JSON.stringify(data)).toBe(JSON.stringify(expected));
  expect(errors).toEqual([
    { message: 'No plan.', path: ['me', 'accounts', 1, 'plan'], extensions: { code: 'NOT_FOUND' } },
  ]);
});

import { afterAll, beforeAll, describe } from 'vitest';
import { type Stack, startStack, ways } from '../support/stack.ts';
import { killedBeforeRelay } from './killed-before-relay.ts';
import { lostConnections } from './lost-connections.ts';

/** What faults.test.ts does, longer and of every subgraph. */
describe.each(ways)('%s', (way) => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack(way, { name: `faults ${way}` });
  });
  afterAll(() => stack?.stop());
  const stackOf = () => stack;

  describe('every connection to PostgreSQL is lost, again and again', () => lostConnections(stackOf, { times: 5 }));
  describe('kill -9 between commit and relay', () => killedBeforeRelay(stackOf, ['users', 'notifications']));
});

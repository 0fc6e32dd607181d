import { afterAll, beforeAll, describe } from 'vitest';
import { doesEverything, type Stack, startStack, waysInFull } from '../support/stack.ts';
import { killedBeforeRelay } from './killed-before-relay.ts';
import { lateCommit } from './late-commit.ts';
import { lostConnections } from './lost-connections.ts';
import { simultaneousRegistrations } from './simultaneous-registrations.ts';

/** What faults.test.ts does in one process: in four as well, longer, and of every subgraph. */
describe.each(waysInFull)('%s', (way) => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack(way, { name: `faults ${way}` });
  });
  afterAll(() => stack?.stop());
  const stackOf = () => stack;

  if (way === 'services') {
    describe('two registrations of one address at once', () => simultaneousRegistrations(stackOf));
    describe('a transaction with an early outbox number that stays open', () => lateCommit(stackOf));
  }
  describe('every connection to PostgreSQL is lost, again and again', () =>
    lostConnections(stackOf, { times: doesEverything ? 5 : 2 }));
  describe('kill -9 between commit and relay', () => killedBeforeRelay(stackOf, ['users', 'core', 'notifications']));
});

import { afterAll, beforeAll, describe } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { killedBeforeRelay } from './killed-before-relay.ts';
import { lateCommit } from './late-commit.ts';
import { lostConnections } from './lost-connections.ts';
import { simultaneousRegistrations } from './simultaneous-registrations.ts';

/** In one process; faults.full.test.ts has the rest. One stack for all: to start it takes longer than most of them. */
let stack: Stack;
beforeAll(async () => {
  stack = await startStack('standalone', { name: 'faults' });
});
afterAll(() => stack?.stop());
const stackOf = () => stack;

describe('two registrations of one address at once', () => simultaneousRegistrations(stackOf));
describe('a transaction with an early outbox number that stays open', () => lateCommit(stackOf));
describe('every connection to PostgreSQL is lost', () => lostConnections(stackOf, { times: 1 }));
describe('kill -9 between commit and relay', () => killedBeforeRelay(stackOf, ['core']));

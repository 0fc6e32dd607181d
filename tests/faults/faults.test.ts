import { afterAll, beforeAll, describe } from 'vitest';
import { type Stack, startStack } from '../support/stack.ts';
import { lateCommit } from './late-commit.ts';
import { simultaneousRegistrations } from './simultaneous-registrations.ts';

/** In one process; faults.full.test.ts has what is killed and cut off, and four processes. */
let stack: Stack;
beforeAll(async () => {
  stack = await startStack('standalone', { name: 'faults' });
});
afterAll(() => stack?.stop());
const stackOf = () => stack;

describe('two registrations of one address at once', () => simultaneousRegistrations(stackOf));
describe('a transaction with an early outbox number that stays open', () => lateCommit(stackOf));

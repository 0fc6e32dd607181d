import { expect, it } from 'vitest';
import { RevokedSessions, revocationMemoryMs } from './revoked-sessions.ts';
import { TestClock } from './tests/identity-fixture.ts';

function setup() {
  const clock = new TestClock();
  return { clock, sessions: new RevokedSessions({ clock }) };
}

it('knows a revoked session for as long as a token of it may be good, and no other', () => {
  const { clock, sessions } = setup();
  sessions.add('one');
  expect([sessions.has('one'), sessions.has('two')]).toEqual([true, false]);
  clock.advance(revocationMemoryMs);
  sessions.add('two');
  expect(sessions.has('one')).toBe(true);
  clock.advance(1);
  sessions.add('three');
  expect(['one', 'two', 'three'].map((id) => sessions.has(id))).toEqual([false, true, true]);
});

it('tells each listener once, also of what has happened, and none that was taken off', () => {
  const { sessions } = setup();
  const told: string[] = [];
  sessions.onRevoked('one', () => told.push('first'));
  const off = sessions.onRevoked('one', () => told.push('gone'));
  sessions.onRevoked('two', () => told.push('other'));
  off();
  off();
  sessions.add('one');
  sessions.add('one');
  expect(told).toEqual(['first']);
  sessions.onRevoked('one', () => told.push('late'));
  expect(told).toEqual(['first', 'late']);
});

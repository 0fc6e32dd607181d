import { createLogger } from '@trivet/platform';
import { MemoryCounters } from '@trivet/subgraph';
import { TestClock } from '@trivet/subgraph/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readThrottling } from '../../config/throttling.ts';
import { networkNumber, repeat, tally, tryRefresh, tryRegistration } from '../../tests/attempts.ts';
import * as request from '../../tests/session-requests.ts';
import { newRegistration, startUsers, type UsersStage } from '../../tests/users-fixture.ts';
import { ThrottlingService } from './throttling.service.ts';

const hour = 3_600_000;
const [here, there] = ['203.0.113.1', '203.0.113.2'];
const logger = createLogger({ service: 'test', level: 'silent' });

let stage: UsersStage;
beforeAll(async () => {
  stage = await startUsers('throttled registration', {
    environment: { REGISTRATION_LIMIT_NETWORK: '8/3600', REFRESH_LIMIT_NETWORK: '10/60' },
  });
});
afterAll(() => stage?.stop());

it('registers so many persons from one network an hour', async () => {
  stage.host.clock.advance(hour);
  expect(tally(await repeat(10, () => tryRegistration(stage, {}, here)))).toEqual({ done: 8, RATE_LIMITED: 2 });
  expect(await tryRegistration(stage, {}, there)).toBe('done');
  stage.host.clock.advance(hour);
  expect(await tryRegistration(stage, {}, here)).toBe('done');
});

it('says so many times an hour that an address is taken, from all networks together', async () => {
  stage.host.clock.advance(hour);
  const { email } = newRegistration();
  const outcomes = await repeat(7, (index) => tryRegistration(stage, { email }, networkNumber(index)));
  expect(tally(outcomes)).toEqual({ done: 1, EMAIL_TAKEN: 4, RATE_LIMITED: 2 });
});

it('does not count a registration whose form is wrong', async () => {
  stage.host.clock.advance(hour);
  const { email } = newRegistration();
  const bad = await repeat(12, () => tryRegistration(stage, { email, password: 'short' }, here));
  expect(tally(bad)).toEqual({ INVALID_INPUT: 12 });
  expect(await tryRegistration(stage, { email }, here)).toBe('done');
});

it('stops a network that sends refresh tokens which are no longer good, and counts no others', async () => {
  const person = await stage.person();
  let { refreshToken } = await request.signIn(stage, person);
  for (let count = 0; count < 15; count += 1) {
    const next = await request.refresh(stage, refreshToken, { client: { address: here, agent: undefined } });
    refreshToken = next.refreshToken;
  }
  const bad = await repeat(12, (index) => tryRefresh(stage, `trt_${index}`, here));
  expect(tally(bad)).toEqual({ INVALID_REFRESH_TOKEN: 10, RATE_LIMITED: 2 });
  expect(await tryRefresh(stage, refreshToken, here)).toBe('RATE_LIMITED');
  expect(await tryRefresh(stage, refreshToken, there)).toBe('done');
});

it('keeps less in memory than there is place for, whatever is tried, and forgets no count that still holds', async () => {
  const clock = new TestClock();
  const counters = new MemoryCounters({ clock, maxKeys: 400 });
  // As by default, a hundredth of it: at most ten new addresses a minute, each counted for fifteen minutes.
  const limits = readThrottling({ SIGN_IN_LIMIT: '10/60', SIGN_IN_LIMIT_NETWORK: '1000/60' });
  const throttling = new ThrottlingService({ counters, limits, lookupKey: Buffer.alloc(32), logger });
  const fault = new Error('wrong');
  const attempt = async (name: string, address: string) => {
    const emailHash = Buffer.from(name);
    const work = () => Promise.reject(fault);
    return throttling
      .signIn({ client: { address, agent: undefined }, emailHash }, work, () => true)
      .catch((error) => error);
  };
  for (let count = 0; count < 10; count += 1) expect(await attempt('victim', networkNumber(count))).toBe(fault);
  for (let round = 0; round < 13; round += 1) {
    clock.advance(60_000);
    for (let count = 0; count < 100; count += 1) await attempt(`${round} ${count}`, networkNumber(count));
  }
  expect(counters.size).toBeLessThan(1000);
  clock.advance(60_000);
  for (let count = 0; count < 5; count += 1) expect(await attempt('victim', networkNumber(500 + count))).toBe(fault);
  expect(await attempt('victim', networkNumber(600))).toMatchObject({ code: 'RATE_LIMITED' });
});

it('does not begin what it refuses, of those who come at once neither', async () => {
  const counters = new MemoryCounters({ clock: new TestClock() });
  const throttling = new ThrottlingService({
    counters,
    limits: readThrottling({}),
    lookupKey: Buffer.alloc(32),
    logger,
  });
  let begun = 0;
  const work = () => {
    begun += 1;
    return Promise.reject(new Error('wrong'));
  };
  const attempt = { client: { address: here, agent: undefined }, emailHash: Buffer.from('ada') };
  const tries = await Promise.allSettled(
    Array.from({ length: 50 }, () => throttling.signIn(attempt, work, () => true)),
  );
  const refused = tries.filter((each) => each.status === 'rejected' && each.reason.code === 'RATE_LIMITED');
  expect(begun).toBe(5);
  expect(refused).toHaveLength(45);
});

it('looks at a hundred codes of a person a day, from however many networks, as fast as it lets them come', async () => {
  const clock = new TestClock();
  const counters = new MemoryCounters({ clock });
  const throttling = new ThrottlingService({
    counters,
    limits: readThrottling({}),
    lookupKey: Buffer.alloc(32),
    logger,
  });
  let looked = 0;
  const work = () => {
    looked += 1;
    return Promise.reject(new Error('wrong'));
  };
  const guess = (emailHash: Buffer, network: number) => {
    const client = { address: networkNumber(network), agent: undefined };
    return throttling.code({ client, emailHash }, work, () => true).catch((error) => error);
  };
  for (let minutes = 0; minutes < 24 * 60; minutes += 1) {
    for (let count = 0; count < 6; count += 1) await guess(Buffer.from('ada'), 6 * minutes + count);
    clock.advance(60_000);
  }
  expect(looked).toBe(100);
  await guess(Buffer.from('grace'), 1);
  expect(looked).toBe(101);
});

import { RedisServer, redisIsInstalled } from '@trivet/messaging/testing';
import { describe, expect, it } from 'vitest';
import { ask, story } from '../../support/person.ts';
import { startStack } from '../../support/stack.ts';
import { throttlingSuite } from './suite.ts';

describe('limits in four processes', () => throttlingSuite('services'));

describe.skipIf(!redisIsInstalled())('limits that are counted in Redis', () => {
  it('outlive a process, hold without Redis, and tell it neither address nor network', async () => {
    const redis = await RedisServer.start();
    await using stack = await startStack('services', {
      name: 'throttling redis',
      throttled: true,
      environment: { REDIS_URL: redis.url, TRUSTED_PROXIES: 'loopback' },
    });
    const ada = await stack.person('Ada');
    const address = '203.0.113.77';
    stack.keepSecret(address);
    const guess = async (password = 'a bad guess') => {
      const variables = { email: ada.email, password };
      const { data, errors } = await ask(stack.url, story['SignIn'] as string, variables, {
        'x-forwarded-for': address,
      });
      return errors?.[0]?.extensions.code ?? data.sessionCreate.userErrors[0]?.code ?? 'done';
    };
    const outcomes: string[] = [];
    for (let count = 0; count < 4; count += 1) outcomes.push(await guess());
    await stack.processes.users.kill('SIGKILL');
    stack.processes.users.restart();
    await stack.ready();
    for (let count = 0; count < 3; count += 1) outcomes.push(await guess());
    expect(outcomes).toEqual([...Array<string>(5).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED', 'RATE_LIMITED']);

    const kept = await redis.use(async (client) => {
      const keys = await client.keys('trivet:counters:*');
      return JSON.stringify([keys, await Promise.all(keys.map((key) => client.get(key)))]);
    });
    expect(kept).toContain('sign-in.address');
    for (const secret of [ada.email, address, ada.id, '127.0.0.1']) expect(kept).not.toContain(secret);

    await redis.end();
    const alone: string[] = [];
    for (let count = 0; count < 6; count += 1) alone.push(await guess());
    expect(alone).toEqual([...Array<string>(5).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED']);
    expect(stack.logLines().map(({ message }) => message)).toContain(
      'Redis does not count; each process counts for itself.',
    );
  });
});

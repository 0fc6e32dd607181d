import { RedisServer, redisIsInstalled } from '@trivet/messaging/testing';
import { describe, expect, it } from 'vitest';
import { headOf } from '../../support/events.ts';
import { story } from '../../support/person.ts';
import { startStack } from '../../support/stack.ts';

describe.skipIf(!redisIsInstalled())('four processes whose log is carried by Redis', () => {
  it('deliver every change once and in order, while Redis is there and when it is gone', async () => {
    const redis = await RedisServer.start();
    await using stack = await startStack('services', { name: 'redis', environment: { REDIS_URL: redis.url } });
    const ada = await stack.person('Ada');
    const accountId = await ada.account('Carried');
    const live = await ada.subscribe(story['ResourceChanged'] as string, {
      accountId,
      after: await headOf(ada, accountId),
    });
    const created: string[] = [];
    const create = async () => created.push(await ada.resource(accountId));

    for (let count = 0; count < 3; count += 1) await create();
    expect(await redis.use((client) => client.keys('*log*'))).toHaveLength(1);
    await redis.end();
    for (let count = 0; count < 3; count += 1) await create();
    await redis.begin();
    for (let count = 0; count < 3; count += 1) await create();

    const seen = (await live.take(9)).map(({ data }) => data.resourceChanged.resourceId);
    expect(seen).toEqual(created);
    await live.close();
  });
});

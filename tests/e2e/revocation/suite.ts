import { beforeAll, expect, it } from 'vitest';
import { story } from '../../support/person.ts';
import type { Stack } from '../../support/stack.ts';
import { begunAt, untilRefused } from './revoked-device.ts';

/** `revocation.full.test.ts` does it a hundred times. */
export function revocationSuite(given: () => Stack): void {
  let stack: Stack;
  beforeAll(() => {
    stack = given();
  });

  it('is refused and its sockets are closed within a second, and no other session is touched', async () => {
    const ada = await stack.person('Ada');
    const phone = await ada.signInAgain();
    const accountId = await ada.account('Analytical Engines');
    const lost = await phone.subscribe(story['ResourceChanged'] as string, { accountId });
    const kept = await ada.subscribe(story['ResourceChanged'] as string, { accountId });
    await ada.resource(accountId);
    await Promise.all([lost.next(), kept.next()]);

    await ada.revoke(phone);
    const revokedAt = begunAt();
    expect(await lost.ended()).toMatchObject({ code: 4401, reason: 'The session has ended' });
    await untilRefused(phone);
    expect(revokedAt.elapsedMs).toBeLessThan(1_000);

    const late = await phone.subscribe(story['ResourceChanged'] as string, { accountId });
    expect(await late.ended()).toMatchObject({ code: 4401 });
    expect((await ada.ask('{ viewer { id } }')).data).toEqual({ viewer: { id: ada.id } });
    await ada.resource(accountId);
    expect((await kept.next()).data.resourceChanged.kind).toBe('CREATED');
    await kept.close();
  });

  it('is signed out by itself as well', async () => {
    const ada = await stack.person('Ada');
    const live = await ada.subscribe(story['NotificationReceived'] as string);
    await ada.revoke(ada);
    expect(await live.ended()).toMatchObject({ code: 4401 });
    await untilRefused(ada);
  });

  it('is revoked with all others but the one that asks', async () => {
    const ada = await stack.person('Ada');
    const others = [await ada.signInAgain(), await ada.signInAgain()];
    const { data } = await ada.ask('mutation { sessionRevokeOthers { revokedCount userErrors { code } } }');
    expect(data.sessionRevokeOthers).toEqual({ revokedCount: 2, userErrors: [] });
    await Promise.all(others.map(untilRefused));
    expect((await ada.ask('{ viewer { id } }')).data).toEqual({ viewer: { id: ada.id } });
  });
}

import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { colleagueIn } from '../../support/members.ts';
import type { Person } from '../../support/person.ts';
import { type Channels, deliveriesTo, happens, wants } from './channels.ts';
import { registerDevices } from './reachable.ts';

/** What is pushed to devices, of each kind one. */
export function pushSuite(channels: () => Channels): void {
  const platformsOf = async (person: Person) => {
    const { data } = await person.ask('{ viewer { devices { platform } } }');
    return data.viewer.devices.map(({ platform }: { platform: string }) => platform);
  };

  it('reaches a browser and applications on Android and iOS, and leaves those alone that are no more', async () => {
    const { stack, fcm, apns } = channels();
    const fay = await stack.person('Fay');
    const { browser, android, ios } = await registerDevices(channels(), fay);
    await wants(fay, 'PUSH');
    const account = await fay.account('Engines');
    const colleague = await colleagueIn(stack, account);

    const type = await happens(channels(), colleague, account);
    const title = `New ${type}`;
    const pushed = () => ({
      web: browser.received.map((message) => message.title),
      android: fcm.received.filter(({ token }) => token === android).map(({ notification }) => notification?.title),
      ios: apns.received.filter(({ token }) => token === ios).map(({ payload }) => payload.aps.alert.title),
    });
    await eventually(() => expect(pushed()).toEqual({ web: [title], android: [title], ios: [title] }));
    // One delivery, and for each device its id is what it would replace.
    await eventually(async () => {
      const [delivery] = await deliveriesTo(channels(), fay, { channel: 'push' });
      expect(delivery).toMatchObject({ status: 'sent', provider: 'apns, fcm, web-push' });
      expect(browser.received[0].id).toBe(delivery?.id);
    });

    browser.unsubscribe();
    fcm.devices.delete(android);
    const next = await happens(channels(), colleague, account);
    await eventually(() => expect(pushed().ios).toEqual([title, `New ${next}`]));
    await eventually(async () => expect(await platformsOf(fay)).toEqual(['IOS']));
    expect(pushed()).toMatchObject({ web: [title], android: [title] });

    apns.unregistered.set(ios, Date.now() + 60_000);
    await happens(channels(), colleague, account);
    await eventually(async () => expect(await platformsOf(fay)).toEqual([]));
  });
}

import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/person.ts';
import { type Channels, deliveriesTo, happens, wants } from './channels.ts';

/** What is pushed to devices, of each kind one. */
export function pushSuite(channels: () => Channels): void {
  const register = async (person: Person, input: Readonly<Record<string, unknown>>) => {
    const { data } = await person.ask(
      'mutation ($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { platform } userErrors { code } } }',
      { input },
    );
    expect(data.deviceRegister).toEqual({ device: { platform: input['platform'] }, userErrors: [] });
  };
  const platformsOf = async (person: Person) => {
    const { data } = await person.ask('{ viewer { devices { platform } } }');
    return data.viewer.devices.map(({ platform }: { platform: string }) => platform);
  };

  it('reaches a browser and applications on Android and iOS, and leaves those alone that are no more', async () => {
    const { stack, webPush, fcm, apns } = channels();
    const fay = await stack.person('Fay');
    const { data } = await fay.ask('{ webPushPublicKey }');
    const browser = webPush.subscribe(data.webPushPublicKey);
    const [android, ios] = [randomBytes(40).toString('base64url'), randomBytes(32).toString('hex')];
    fcm.devices.add(android);
    apns.devices.add(ios);
    const { endpoint, keys } = browser.subscription;
    for (const secret of [endpoint, new URL(endpoint).pathname, keys.p256dh, keys.auth, android, ios])
      stack.keepSecret(secret);
    await register(fay, { platform: 'WEB', name: 'Browser', subscription: browser.subscription });
    await register(fay, { platform: 'ANDROID', name: 'Telephone', token: android });
    await register(fay, { platform: 'IOS', name: 'Tablet', token: ios });
    await wants(fay, 'PUSH');
    const account = await fay.account('Engines');

    const type = await happens(channels(), fay, account);
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
    const next = await happens(channels(), fay, account);
    await eventually(() => expect(pushed().ios).toEqual([title, `New ${next}`]));
    await eventually(async () => expect(await platformsOf(fay)).toEqual(['IOS']));
    expect(pushed()).toMatchObject({ web: [title], android: [title] });

    apns.unregistered.set(ios, Date.now() + 60_000);
    await happens(channels(), fay, account);
    await eventually(async () => expect(await platformsOf(fay)).toEqual([]));
  });
}

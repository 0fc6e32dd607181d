import { randomBytes, randomInt } from 'node:crypto';
import type { FakeBrowser } from '@trivet/notifications/testing';
import { expect } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import type { Person } from '../../support/person.ts';
import type { Channels } from './channels.ts';

/** One of each kind. Of the two telephones, the token by which their push services know them. */
export interface Devices {
  readonly browser: FakeBrowser;
  readonly android: string;
  readonly ios: string;
}

/** Somebody is pushed to from now on: to devices of all three kinds. */
export async function registerDevices({ stack, webPush, fcm, apns }: Channels, person: Person): Promise<Devices> {
  const register = async (input: Readonly<Record<string, unknown>>) => {
    const { data } = await person.ask(
      'mutation ($input: DeviceRegisterInput!) { deviceRegister(input: $input) { device { platform } userErrors { code } } }',
      { input },
    );
    expect(data.deviceRegister).toEqual({ device: { platform: input['platform'] }, userErrors: [] });
  };
  const { data } = await person.ask('{ webPushPublicKey }');
  const browser = webPush.subscribe(data.webPushPublicKey);
  const [android, ios] = [randomBytes(40).toString('base64url'), randomBytes(32).toString('hex')];
  fcm.devices.add(android);
  apns.devices.add(ios);
  const { endpoint, keys } = browser.subscription;
  for (const secret of [endpoint, new URL(endpoint).pathname, keys.p256dh, keys.auth, android, ios])
    stack.keepSecret(secret);
  await register({ platform: 'WEB', name: 'Browser', subscription: browser.subscription });
  await register({ platform: 'ANDROID', name: 'Telephone', token: android });
  await register({ platform: 'IOS', name: 'Tablet', token: ios });
  return { browser, android, ios };
}

/** Somebody has a number from now on, which he has shown by a code to be his. */
export async function confirmNumber({ stack, twilio }: Channels, person: Person): Promise<string> {
  const number = `+436641${randomInt(100_000, 1_000_000)}`;
  stack.keepSecret(number);
  const asked = await person.ask(
    'mutation ($input: PhoneNumberChangeRequestInput!) { phoneNumberChangeRequest(input: $input) { userErrors { code } } }',
    { input: { phoneNumber: number } },
  );
  expect(asked.data.phoneNumberChangeRequest.userErrors).toEqual([]);
  const code = await eventually(() => {
    const message = twilio.received.find(({ to }) => to === number);
    if (!message) throw new Error('There is no code yet.');
    stack.keepSecret(message.body);
    return /\d{6}/.exec(message.body)?.[0];
  });
  const { data } = await person.ask(
    'mutation ($input: PhoneNumberChangeConfirmInput!) { phoneNumberChangeConfirm(input: $input) { user { phoneNumber } userErrors { code } } }',
    { input: { code } },
  );
  expect(data.phoneNumberChangeConfirm).toEqual({ user: { phoneNumber: number }, userErrors: [] });
  return number;
}

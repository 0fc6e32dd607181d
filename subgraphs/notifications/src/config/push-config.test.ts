import { ConfigError } from '@trivet/platform';
import { expect, it } from 'vitest';
import webPush from 'web-push';
import { pushVariables, readPushConfig } from './push-config.ts';

const { publicKey, privateKey } = webPush.generateVAPIDKeys();
const account = {
  project_id: 'trivet',
  client_email: 'push@trivet.iam.gserviceaccount.com',
  private_key: '-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n',
  token_uri: 'https://oauth2.googleapis.com/token',
};
const all = {
  WEB_PUSH_SUBJECT: 'mailto:push@example.com',
  WEB_PUSH_PUBLIC_KEY: publicKey,
  WEB_PUSH_PRIVATE_KEY: privateKey,
  FCM_SERVICE_ACCOUNT: JSON.stringify(account),
  APNS_KEY: account.private_key,
  APNS_KEY_ID: 'KEY1234567',
  APNS_TEAM_ID: 'TEAM123456',
  APNS_TOPIC: 'com.example.trivet',
  APNS_ENVIRONMENT: 'sandbox',
};

it('sets nothing up where nothing is given, and knows the push services of browsers', () => {
  const config = readPushConfig({});
  expect(config).toMatchObject({ webPush: null, fcm: null, apns: null, webPushNetworks: [] });
  expect(config.webPushServices).toContain('fcm.googleapis.com');
});

it('reads what another process is told as it was', () => {
  const config = readPushConfig(all);
  expect(config.webPush).toEqual({ subject: 'mailto:push@example.com', publicKey, privateKey });
  expect(config.fcm?.projectId).toBe('trivet');
  expect(config.apns?.origin).toBe('https://api.sandbox.push.apple.com');
  expect(readPushConfig(pushVariables(config))).toEqual(config);
});

it('calls push services at their own addresses, or at those of proxies in front of them', () => {
  expect(readPushConfig(all).fcm?.origin).toBe('https://fcm.googleapis.com');
  const proxied = readPushConfig({
    ...all,
    FCM_URL: 'https://fcm.example.com/',
    APNS_URL: 'https://apns.example.com:8443',
  });
  expect(proxied.fcm?.origin).toBe('https://fcm.example.com');
  expect(proxied.apns?.origin).toBe('https://apns.example.com:8443');
  expect(readPushConfig(pushVariables(proxied))).toEqual(proxied);
});

it('refuses halves, and what is no key, without repeating it', () => {
  const faults: readonly [object, RegExp][] = [
    [{ WEB_PUSH_SUBJECT: 'somebody' }, /WEB_PUSH_SUBJECT: must begin/],
    [{ WEB_PUSH_PRIVATE_KEY: undefined }, /WEB_PUSH_PRIVATE_KEY: is missing/],
    [{ WEB_PUSH_PUBLIC_KEY: privateKey }, /WEB_PUSH_PUBLIC_KEY: must be 65 bytes/],
    [{ FCM_SERVICE_ACCOUNT: '{"private_key":"secret"}' }, /FCM_SERVICE_ACCOUNT: must be the JSON/],
    [{ APNS_TOPIC: undefined }, /APNS_TOPIC: is missing/],
    [{ APNS_ENVIRONMENT: 'test' }, /APNS_ENVIRONMENT: must be production or sandbox/],
    [{ FCM_URL: 'http://localhost' }, /FCM_URL: must be a URL that begins with https/],
    [{ APNS_URL: 'http://localhost' }, /APNS_URL: must be a URL that begins with https/],
  ];
  for (const [change, said] of faults) {
    const read = () => readPushConfig({ ...all, ...change });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(said);
    expect(read).not.toThrow('secret');
  }
});

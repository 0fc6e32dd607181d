import { ConfigError } from '@trivet/platform';
import { expect, it } from 'vitest';
import { readSignIn, signInVariables } from './sign-in.ts';

it('takes passkeys for this machine by default, and for the host of the first origin where it is told', () => {
  expect(readSignIn({})).toEqual({
    recentSeconds: 600,
    sessionIdleHours: 336,
    relyingParty: { id: 'localhost', origins: ['http://localhost:4000'] },
  });
  const { relyingParty } = readSignIn({ PASSKEY_ORIGINS: 'https://app.example.com, https://example.com:8443' });
  expect(relyingParty).toEqual({
    id: 'app.example.com',
    origins: ['https://app.example.com', 'https://example.com:8443'],
  });
});

it('reads what it writes for another process', () => {
  const settings = readSignIn({
    RECENT_SIGN_IN_SECONDS: '60',
    SESSION_IDLE_HOURS: '12',
    PASSKEY_ORIGINS: 'https://app.example.com,https://example.com',
    PASSKEY_RP_ID: 'example.com',
  });
  expect(readSignIn(signInVariables(settings))).toEqual(settings);
});

it.each([
  ['PASSKEY_ORIGINS', 'app.example.com'],
  ['PASSKEY_ORIGINS', 'https://app.example.com/'],
  ['PASSKEY_ORIGINS', 'https://app.example.com,'],
  ['PASSKEY_ORIGINS', 'https://App.example.com'],
  ['PASSKEY_ORIGINS', 'android:apk-key-hash:abc'],
  ['PASSKEY_RP_ID', 'https://example.com'],
  ['PASSKEY_RP_ID', 'example.com:443'],
  ['RECENT_SIGN_IN_SECONDS', '0'],
  ['RECENT_SIGN_IN_SECONDS', '86401'],
  ['SESSION_IDLE_HOURS', '0'],
  ['SESSION_IDLE_HOURS', '721'],
])('refuses %s="%s": browsers sign what is exactly the same', (name, value) => {
  expect(() => readSignIn({ [name]: value })).toThrow(ConfigError);
});

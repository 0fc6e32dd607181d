import { ConfigError } from '@trivet/platform';
import { expect, it } from 'vitest';
import { readThrottling, throttlingVariables } from './throttling.ts';

it('limits by default, and in no limit is anybody kept waiting for more than an hour, codes excepted', () => {
  const { signIn, registration, refresh, invitation, mail, code, provider } = readThrottling({});
  const limits = [signIn, registration, refresh, invitation, mail, provider];
  const all = limits.flatMap((each) => Object.values(each).flat());
  expect(all).toHaveLength(16);
  for (const { max, seconds } of all) {
    expect(max).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(3600);
  }
  // Who is kept waiting for a day has recovery codes, passkeys and the networks in which he is at home.
  expect(code.person.at(-1)).toEqual({ max: 100, seconds: 86_400 });
});

it('reads what it writes for another process', () => {
  const limits = readThrottling({ SIGN_IN_LIMIT_NETWORK: ' 1/60, 20/900 ', REFRESH_LIMIT_NETWORK: '7/1' });
  expect(limits.signIn.network).toEqual([
    { max: 1, seconds: 60 },
    { max: 20, seconds: 900 },
  ]);
  expect(readThrottling(throttlingVariables(limits))).toEqual(limits);
});

it.each(['5', '0/60', '5/0', '5/60;10/900', '5/86401', 'off', '-5/60', ','])('takes "%s" for no limit', (value) => {
  expect(() => readThrottling({ SIGN_IN_LIMIT: value, REGISTRATION_LIMIT_ADDRESS: value })).toThrow(ConfigError);
});

import { ConfigError } from '@trivet/platform';
import { expect, it } from 'vitest';
import { readSmsConfig, smsVariables } from './sms-config.ts';

const all = {
  TWILIO_ACCOUNT_SID: `AC${'0a'.repeat(16)}`,
  TWILIO_AUTH_TOKEN: 'secret',
  TWILIO_MESSAGING_SERVICE_SID: `MG${'0b'.repeat(16)}`,
};

it('sends nothing where nothing is given, and reads what another process is told as it was', () => {
  expect(readSmsConfig({})).toBeNull();
  expect(smsVariables(null)).toEqual({});
  const number = { ...all, TWILIO_MESSAGING_SERVICE_SID: undefined, TWILIO_FROM: '+12025550123' };
  for (const environment of [all, number]) {
    const config = readSmsConfig(environment);
    expect(config).toMatchObject({ accountSid: all.TWILIO_ACCOUNT_SID, apiUrl: undefined });
    expect(readSmsConfig(smsVariables(config))).toEqual(config);
  }
});

it('refuses halves, and what is no name of Twilio, without repeating it', () => {
  const faults: readonly [object, RegExp][] = [
    [{ TWILIO_ACCOUNT_SID: undefined }, /TWILIO_ACCOUNT_SID: is missing/],
    [{ TWILIO_AUTH_TOKEN: undefined }, /TWILIO_AUTH_TOKEN: is missing/],
    [{ TWILIO_MESSAGING_SERVICE_SID: undefined }, /one of them has to be there/],
    [{ TWILIO_FROM: '+12025550123' }, /takes the place of TWILIO_FROM/],
    [{ TWILIO_ACCOUNT_SID: 'secret' }, /must be AC and 32/],
    [{ TWILIO_API_URL: 'http://localhost' }, /TWILIO_API_URL: must be a URL that begins with https/],
  ];
  for (const [change, said] of faults) {
    const read = () => readSmsConfig({ ...all, ...change });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(said);
    expect(read).not.toThrow('secret');
  }
});

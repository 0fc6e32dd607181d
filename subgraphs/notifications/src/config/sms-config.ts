import { keyShapes } from '@trivet/identity';
import { ConfigError, configShapes, type Environment, parseConfig } from '@trivet/platform';
import { z } from 'zod';

/** By whom text messages are sent; null where by nobody. */
export type SmsConfig = TwilioConfig | null;

export interface TwilioConfig {
  readonly accountSid: string;
  readonly authToken: string;
  /** A messaging service, or a number of ours. */
  readonly sender: { readonly messagingServiceSid: string } | { readonly from: string };
  /** Undefined for Twilio's own. */
  readonly apiUrl: string | undefined;
}

const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-f]{32}$`), `must be ${prefix} and 32 hexadecimal digits`);

const shape = {
  TWILIO_ACCOUNT_SID: sid('AC').optional(),
  TWILIO_AUTH_TOKEN: keyShapes.text.optional(),
  TWILIO_MESSAGING_SERVICE_SID: sid('MG').optional(),
  TWILIO_FROM: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be a number with its country')
    .optional(),
  TWILIO_API_URL: configShapes.url('https').optional(),
};

/** @throws {ConfigError} that names every faulty variable. */
export function readSmsConfig(environment: Environment): SmsConfig {
  const given = parseConfig(shape, environment);
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = given;
  const { TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid, TWILIO_API_URL: apiUrl } = given;
  if (Object.values(given).every((value) => value === undefined)) return null;
  const problems = [
    ...(accountSid === undefined ? ['TWILIO_ACCOUNT_SID: is missing, and the others are there'] : []),
    ...(authToken === undefined ? ['TWILIO_AUTH_TOKEN: is missing, and the others are there'] : []),
    ...((messagingServiceSid === undefined) === (from === undefined)
      ? ['TWILIO_MESSAGING_SERVICE_SID: takes the place of TWILIO_FROM, and one of them has to be there']
      : []),
  ];
  const sender = messagingServiceSid === undefined ? from && { from } : { messagingServiceSid };
  if (problems.length > 0 || accountSid === undefined || authToken === undefined || !sender)
    throw new ConfigError(problems);
  return { accountSid, authToken, sender, apiUrl };
}

/** As `readSmsConfig` reads them: for a process that is started by another. */
export function smsVariables(config: SmsConfig): Record<string, string> {
  if (!config) return {};
  const { accountSid, authToken, sender, apiUrl } = config;
  return {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    ...('from' in sender ? { TWILIO_FROM: sender.from } : { TWILIO_MESSAGING_SERVICE_SID: sender.messagingServiceSid }),
    ...(apiUrl !== undefined && { TWILIO_API_URL: apiUrl }),
  };
}

import { createPrivateKey, createPublicKey } from 'node:crypto';
import { keyShapes } from '@trivet/identity';
import { ConfigError, configShapes, type Environment, isLoopbackHost, parseConfig } from '@trivet/platform';
import { z } from 'zod';
import type {
  EmailProviderSettings,
  Sender,
  SendGridSettings,
  SmtpSettings,
} from '../modules/mails/providers/provider-settings.ts';

/** By whom mails leave, but for the development mailbox. */
export interface EmailConfig {
  /** In the order in which they are asked. */
  readonly providers: readonly EmailProviderSettings[];
  /** As they were read: for a process that is started by another. */
  readonly variables: Readonly<Record<string, string>>;
}

const providerNames = ['smtp', 'sendgrid'] as const;
type ProviderName = (typeof providerNames)[number];

const sender = z
  .string()
  .regex(
    /^(?:[^<>"\p{Cc}]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u,
    'must be an address, or a name with an <address> behind it',
  )
  .transform((text): Sender => {
    const [, name = '', address = text] = /^(.*) <(.*)>$/.exec(text) ?? [];
    return { name, address };
  });

const shape = {
  EMAIL_PROVIDERS: z
    .string()
    .transform((list) => list.split(',').map((name) => name.trim()))
    .refine((names) => names.every(isProviderName) && new Set(names).size === names.length, {
      message: `must be ${providerNames.join(' or ')}, or both with a comma between`,
    })
    .transform((names) => names.filter(isProviderName))
    .default([]),
  MAIL_FROM: sender.optional(),
  SMTP_URL: keyShapes.text
    .refine((text) => URL.canParse(text) && ['smtp:', 'smtps:'].includes(new URL(text).protocol), {
      message: 'must be a URL that begins with smtp:// or smtps://',
    })
    .optional(),
  SMTP_CA: keyShapes.text.optional(),
  SMTP_DKIM_DOMAIN: z.string().optional(),
  SMTP_DKIM_SELECTOR: z.string().optional(),
  SMTP_DKIM_KEY: keyShapes.text.refine(isRsaKey, { message: 'must be a private RSA key in PEM' }).optional(),
  SENDGRID_API_KEY: keyShapes.text
    .refine((key) => key.startsWith('SG.'), { message: 'must begin with SG.' })
    .optional(),
  SENDGRID_URL: configShapes
    .url('http', 'https')
    .refine((text) => !text.startsWith('http:') || isLoopbackHost(new URL(text).host), { message: 'must be https' })
    .default('https://api.sendgrid.com'),
  SENDGRID_WEBHOOK_KEY: z
    .string()
    .refine(isVerificationKey, { message: 'must be the verification key of a signed event webhook' })
    .optional(),
};
type GivenEmail = z.infer<z.ZodObject<typeof shape>>;

/** @throws {ConfigError} that names every faulty variable, and what a provider lacks. */
export function readEmailConfig(environment: Environment): EmailConfig {
  const given = parseConfig(shape, environment);
  const problems: string[] = [];
  const providers = given.EMAIL_PROVIDERS.map((name) =>
    name === 'smtp' ? smtpOf(given, problems) : sendGridOf(given, problems),
  );
  if (providers.length > 0 && environment['MAIL_SENDER'] === 'mailbox') {
    problems.push('MAIL_SENDER: cannot be mailbox where EMAIL_PROVIDERS says by whom mails leave');
  }
  if (problems.length > 0) throw new ConfigError([...new Set(problems)]);
  const variables = Object.keys(shape).flatMap((name) => (environment[name] ? [[name, environment[name]]] : []));
  return { providers, variables: Object.fromEntries(variables) };
}

/** One that is missing is a problem, and a value that is never used. */
function required(
  given: GivenEmail,
  name: 'SMTP_URL' | 'SENDGRID_API_KEY',
  problems: string[],
  missing: string,
): string {
  const value = given[name];
  if (value === undefined) problems.push(`${name}: is required`);
  return value ?? missing;
}

function senderOf({ MAIL_FROM: from }: GivenEmail, problems: string[]): Sender {
  if (from === undefined) problems.push('MAIL_FROM: is required');
  return from ?? { name: '', address: '' };
}

function smtpOf(given: GivenEmail, problems: string[]): SmtpSettings {
  const url = new URL(required(given, 'SMTP_URL', problems, 'smtp://localhost'));
  const isTls = url.protocol === 'smtps:';
  const { SMTP_DKIM_DOMAIN: domainName, SMTP_DKIM_SELECTOR: keySelector, SMTP_DKIM_KEY: privateKey } = given;
  const dkim = [domainName, keySelector, privateKey];
  if (dkim.includes(undefined) && dkim.some((part) => part !== undefined)) {
    problems.push('SMTP_DKIM_KEY: takes SMTP_DKIM_DOMAIN and SMTP_DKIM_SELECTOR, and they take it');
  }
  return {
    name: 'smtp',
    from: senderOf(given, problems),
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (isTls ? 465 : 587),
    isTls,
    ...(url.username !== '' && {
      credentials: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    ...(given.SMTP_CA !== undefined && { ca: given.SMTP_CA }),
    ...(domainName !== undefined &&
      keySelector !== undefined &&
      privateKey !== undefined && { dkim: { domainName, keySelector, privateKey } }),
  };
}

function sendGridOf(given: GivenEmail, problems: string[]): SendGridSettings {
  const { SENDGRID_URL: url, SENDGRID_WEBHOOK_KEY: webhookKey } = given;
  const apiKey = required(given, 'SENDGRID_API_KEY', problems, '');
  return {
    name: 'sendgrid',
    from: senderOf(given, problems),
    apiKey,
    url,
    ...(webhookKey !== undefined && { webhookKey }),
  };
}

function isProviderName(name: string): name is ProviderName {
  return providerNames.some((each) => each === name);
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

/** As SendGrid shows it: an ECDSA key for P-256, DER in base64. */
function isVerificationKey(text: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

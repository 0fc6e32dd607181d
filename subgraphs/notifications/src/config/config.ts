import { keyShapes } from '@trivet/identity';
import { configShapes, type Environment, parseConfig } from '@trivet/platform';
import {
  databaseUrlShape,
  type ProcessRole,
  readProcessConfig,
  type SubgraphProcessConfig,
} from '@trivet/subgraph/process';
import { z } from 'zod';
import type { EmailProviderSettings } from '../modules/mails/providers/provider-settings.ts';
import { readEmailConfig } from './email-config.ts';
import { type PushConfig, readPushConfig } from './push-config.ts';
import { readSmsConfig, type SmsConfig } from './sms-config.ts';

export { type EmailConfig, readEmailConfig } from './email-config.ts';
export { type PushConfig, pushVariables, readPushConfig } from './push-config.ts';
export { readSmsConfig, type SmsConfig, smsVariables } from './sms-config.ts';

/** How mails leave, and where they lead. */
export interface MailConfig {
  /**
   * `mailbox`: they stay here, in the clear, for who develops. `none`: they leave by the providers that there are; where there is none,
   * mails that users fills wait for one, a day at most, and no others are queued.
   */
  readonly sender: 'none' | 'mailbox';
  /** As mails name the service. */
  readonly productName: string;
  /** Where browsers reach the router. */
  readonly publicOrigin: string;
  /** The application's pages, with `{action}` and `{token}`. */
  readonly linkTemplate: string;
  /** The application's page of a thing, with `{id}`. */
  readonly openTemplate: string;
}

/** What notifications needs to know, whatever process it runs in. */
export interface NotificationsConfig {
  /** Of the role `trivet_notifications`. */
  readonly databaseUrl: string;
  readonly role: ProcessRole;
  readonly mail: MailConfig;
  /** By whom mails leave, in the order in which they are asked. */
  readonly email: readonly EmailProviderSettings[];
  /** Under which addresses are hashed that take nothing: 32 bytes. */
  readonly suppressionKey: Buffer;
  /** Signs the links by which persons unsubscribe: 32 bytes. */
  readonly unsubscribeKey: Buffer;
  /** Encrypts the tokens of devices: 32 bytes. */
  readonly deviceKey: Buffer;
  readonly push: PushConfig;
  readonly sms: SmsConfig;
}

const mailShape = {
  MAIL_SENDER: z.enum(['none', 'mailbox'], 'must be none or mailbox').default('none'),
  PRODUCT_NAME: z
    .string()
    .regex(/^[^\p{Cc}]{1,60}$/u, 'must be a line of at most 60 characters')
    .default('Trivet'),
  PUBLIC_ORIGIN: configShapes.url('http', 'https').default('http://localhost:4000'),
  MAIL_LINK: z
    .string()
    .refine((text) => text.startsWith('/') && text.includes('{action}') && text.includes('{token}'), {
      message: 'must be a path that holds {action} and {token}',
    })
    .default('/link/{action}#{token}'),
  NOTIFICATION_LINK: z
    .string()
    .refine((text) => text.startsWith('/') && text.includes('{id}'), { message: 'must be a path that holds {id}' })
    .default('/open/{id}'),
};

/** @throws {ConfigError} that names every faulty variable. */
export function readConfig(
  environment: Environment = process.env,
): NotificationsConfig & { readonly process: SubgraphProcessConfig } {
  const { own, process } = readProcessConfig(environment, {
    DATABASE_URL: databaseUrlShape,
    UNSUBSCRIBE_KEY: keyShapes.key256,
    DEVICE_KEY: keyShapes.key256,
    SUPPRESSION_KEY: keyShapes.key256,
    ...mailShape,
  });
  const { UNSUBSCRIBE_KEY: unsubscribeKey, DEVICE_KEY: deviceKey, SUPPRESSION_KEY: suppressionKey } = own;
  return {
    databaseUrl: own.DATABASE_URL,
    role: process.role,
    mail: mailConfig(own),
    email: readEmailConfig(environment).providers,
    push: readPushConfig(environment),
    sms: readSmsConfig(environment),
    ...{ unsubscribeKey, deviceKey, suppressionKey },
    process,
  };
}

/**
 * For a process that holds more than notifications.
 * @throws {ConfigError}
 */
export function readMailConfig(environment: Environment): MailConfig {
  return mailConfig(parseConfig(mailShape, environment));
}

function mailConfig(given: {
  readonly MAIL_SENDER: MailConfig['sender'];
  readonly PRODUCT_NAME: string;
  readonly PUBLIC_ORIGIN: string;
  readonly MAIL_LINK: string;
  readonly NOTIFICATION_LINK: string;
}): MailConfig {
  const { origin } = new URL(given.PUBLIC_ORIGIN);
  return {
    sender: given.MAIL_SENDER,
    productName: given.PRODUCT_NAME,
    publicOrigin: origin,
    linkTemplate: `${origin}${given.MAIL_LINK}`,
    openTemplate: `${origin}${given.NOTIFICATION_LINK}`,
  };
}

/** As `readConfig` reads them: for a process that is started by another. */
export function mailVariables({
  sender,
  productName,
  publicOrigin: origin,
  linkTemplate,
  openTemplate,
}: MailConfig): Record<string, string> {
  return {
    MAIL_SENDER: sender,
    PRODUCT_NAME: productName,
    PUBLIC_ORIGIN: origin,
    MAIL_LINK: linkTemplate.slice(origin.length),
    NOTIFICATION_LINK: openTemplate.slice(origin.length),
  };
}

import { configShapes, type Environment, parseConfig } from '@trivet/platform';
import {
  databaseUrlShape,
  type ProcessRole,
  readProcessConfig,
  type SubgraphProcessConfig,
} from '@trivet/subgraph/process';
import { z } from 'zod';

/** How mails leave, and where they lead. */
export interface MailConfig {
  /** `none`: mails wait for a sender, a day at most. `mailbox`: they stay here, in the clear, for who develops. */
  readonly sender: 'none' | 'mailbox';
  /** The application's pages, with `{action}` and `{token}`. */
  readonly linkTemplate: string;
}

/** What notifications needs to know, whatever process it runs in. */
export interface NotificationsConfig {
  /** Of the role `trivet_notifications`. */
  readonly databaseUrl: string;
  readonly role: ProcessRole;
  readonly mail: MailConfig;
}

const mailShape = {
  MAIL_SENDER: z.enum(['none', 'mailbox'], 'must be none or mailbox').default('none'),
  PUBLIC_ORIGIN: configShapes.url('http', 'https').default('http://localhost:4000'),
  MAIL_LINK: z
    .string()
    .refine((text) => text.startsWith('/') && text.includes('{action}') && text.includes('{token}'), {
      message: 'must be a path that holds {action} and {token}',
    })
    .default('/link/{action}#{token}'),
};

/** @throws {ConfigError} that names every faulty variable. */
export function readConfig(
  environment: Environment = process.env,
): NotificationsConfig & { readonly process: SubgraphProcessConfig } {
  const { own, process } = readProcessConfig(environment, { DATABASE_URL: databaseUrlShape, ...mailShape });
  return { databaseUrl: own.DATABASE_URL, role: process.role, mail: mailConfig(own), process };
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
  readonly PUBLIC_ORIGIN: string;
  readonly MAIL_LINK: string;
}): MailConfig {
  const { origin } = new URL(given.PUBLIC_ORIGIN);
  return { sender: given.MAIL_SENDER, linkTemplate: `${origin}${given.MAIL_LINK}` };
}

/** As `readConfig` reads them: for a process that is started by another. */
export function mailVariables({ sender, linkTemplate }: MailConfig): Record<string, string> {
  const { origin } = new URL(linkTemplate);
  return { MAIL_SENDER: sender, PUBLIC_ORIGIN: origin, MAIL_LINK: linkTemplate.slice(origin.length) };
}

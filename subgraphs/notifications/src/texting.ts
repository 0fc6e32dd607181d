import type { Clock, HttpRoute, Logger } from '@trivet/platform';
import type { MailSource } from '@trivet/subgraph';
import type { NotificationsConfig, SmsConfig } from './config/config.ts';
import { ProviderChain } from './modules/channels/provider-chain.ts';
import type { MailboxService } from './modules/mailbox/mailbox.service.ts';
import type { ShortTexts } from './modules/mails/short-texts.ts';
import type { PersonService } from './modules/persons/person.service.ts';
import { MailboxSms } from './modules/sms/mailbox-sms.ts';
import { SmsChannel, senderOf } from './modules/sms/sms-channel.ts';
import { type TwilioRouteDeps, twilioPath, twilioRoute } from './modules/sms/twilio.route.ts';
import { TwilioStrategy } from './modules/sms/twilio.strategy.ts';

export interface TextingDeps {
  readonly config: SmsConfig;
  /** Where browsers, and Twilio, reach the router. */
  readonly publicOrigin: string;
  readonly source: MailSource;
  readonly persons: PersonService;
  readonly texts: ShortTexts;
  /** Where it is there and nobody else sends, it takes text messages. */
  readonly mailbox: MailboxService | undefined;
  readonly linkTo: (target: string | null) => string | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where Twilio tells what has become of text messages, and what their readers answer. */
export function textingCallbacks(
  { sms, mail }: Pick<NotificationsConfig, 'sms' | 'mail'>,
  deps: Pick<TwilioRouteDeps, 'reports' | 'suppressions' | 'logger'>,
): HttpRoute[] {
  return sms ? [twilioRoute({ authToken: sms.authToken, url: `${mail.publicOrigin}${twilioPath}`, ...deps })] : [];
}

/** By whom persons get text messages; nothing where nobody sends them. */
export function createTexting({ config, publicOrigin, mailbox, clock, logger, ...deps }: TextingDeps): {
  readonly channels: readonly SmsChannel[];
} {
  const twilio = config && new TwilioStrategy({ ...config, callbackUrl: `${publicOrigin}${twilioPath}` });
  const provider = twilio ?? (mailbox && new MailboxSms(mailbox));
  if (!provider) return { channels: [] };
  const providers = new ProviderChain({ providers: [senderOf(provider)], clock, logger });
  return { channels: [new SmsChannel({ ...deps, providers })] };
}

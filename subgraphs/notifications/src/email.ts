import type { Clock, HttpRoute, Logger } from '@trivet/platform';
import type { MailSource } from '@trivet/subgraph';
import type { NotificationsConfig } from './config/config.ts';
import { type Provider, ProviderChain } from './modules/channels/provider-chain.ts';
import type { DeliveryReportService } from './modules/deliveries/delivery-report.service.ts';
import type { DigestService } from './modules/digests/digest.service.ts';
import type { NotificationLinks } from './modules/inbox/notification-links.ts';
import { EmailChannel } from './modules/mails/email-channel.ts';
import { MailFactory } from './modules/mails/mail.factory.ts';
import { MailService } from './modules/mails/mail.service.ts';
import { MailLinks } from './modules/mails/mail-links.ts';
import type { DispatchedMail, MailIdentity } from './modules/mails/outgoing-mail.ts';
import { SendGridProvider } from './modules/mails/providers/sendgrid.provider.ts';
import { sendGridRoute } from './modules/mails/providers/sendgrid.route.ts';
import { SmtpProvider } from './modules/mails/providers/smtp.provider.ts';
import type { PersonService } from './modules/persons/person.service.ts';
import type { UnsubscribeLinks } from './modules/preferences/unsubscribe-links.ts';
import type { AccountLookService } from './modules/templates/account-look.service.ts';
import type { LetterRenderer } from './modules/templates/rendering/letter-renderer.ts';

type EmailProvider = Provider<DispatchedMail, MailIdentity>;

interface EmailDeps {
  readonly source: MailSource;
  readonly persons: PersonService;
  readonly digests: DigestService;
  /** Of who develops; undefined where mails leave, or none do. */
  readonly mailbox: EmailProvider | undefined;
  readonly links: NotificationLinks;
  readonly unsubscribing: UnsubscribeLinks;
  readonly looks: AccountLookService;
  readonly renderer: LetterRenderer;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Persons are told by mail; null where nobody carries them. */
export function createEmailChannel(
  { mail, email }: NotificationsConfig,
  { source, persons, digests, mailbox, links, unsubscribing, looks, renderer, clock, logger }: EmailDeps,
): EmailChannel | null {
  const providers = mailbox
    ? [mailbox]
    : email.map(
        (settings): EmailProvider =>
          settings.name === 'smtp' ? new SmtpProvider(settings) : new SendGridProvider(settings),
      );
  if (providers.length === 0) return null;
  const mails = new MailService({
    ...{ source, persons, digests, looks },
    factory: new MailFactory({ links: new MailLinks(mail.linkTemplate), renderer }),
    linkTo: (target) => links.to(target),
    unsubscribeLinkOf: ({ userId, category }) => (userId === null ? null : unsubscribing.to({ userId, category })),
    host: new URL(mail.publicOrigin).hostname,
  });
  return new EmailChannel({ mails, providers: new ProviderChain({ providers, clock, logger }) });
}

/** Where those who carry mails tell what has become of them. */
export function emailCallbacks(
  { email }: NotificationsConfig,
  deps: { readonly reports: DeliveryReportService; readonly clock: Clock; readonly logger: Logger },
): HttpRoute[] {
  return email.flatMap((settings) =>
    settings.name === 'sendgrid' && settings.webhookKey !== undefined
      ? [sendGridRoute({ webhookKey: settings.webhookKey, ...deps })]
      : [],
  );
}

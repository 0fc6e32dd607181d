import type { Database } from '@trivet/database';
import { Outbox } from '@trivet/messaging';
import { Limit } from '@trivet/subgraph';
import { AttemptService } from '../modules/channels/attempt.service.ts';
import type { ChannelStrategy, Outcome } from '../modules/channels/channel-strategy.ts';
import { type Provider, ProviderChain } from '../modules/channels/provider-chain.ts';
import { SendingService } from '../modules/channels/sending.service.ts';
import { DeliveryRepository } from '../modules/deliveries/delivery.repository.ts';
import { DeliveryService } from '../modules/deliveries/delivery.service.ts';
import { GatheringRepository } from '../modules/deliveries/gathering.repository.ts';
import { GatheringService } from '../modules/deliveries/gathering.service.ts';
import { DigestService } from '../modules/digests/digest.service.ts';
import { DecisionRepository } from '../modules/explanations/decision.repository.ts';
import { DecisionService } from '../modules/explanations/decision.service.ts';
import { EmailChannel } from '../modules/mails/email-channel.ts';
import { MailFactory } from '../modules/mails/mail.factory.ts';
import { MailService } from '../modules/mails/mail.service.ts';
import { MailLinks } from '../modules/mails/mail-links.ts';
import type { MailIdentity, OutgoingMail } from '../modules/mails/outgoing-mail.ts';
import { PersonService } from '../modules/persons/person.service.ts';
import { PlacementService } from '../modules/placement/placement.service.ts';
import { PreferenceRepository } from '../modules/preferences/preference.repository.ts';
import { PreferenceService } from '../modules/preferences/preference.service.ts';
import { TimingRepository } from '../modules/preferences/timing.repository.ts';
import { TimingService } from '../modules/preferences/timing.service.ts';
import { SuppressionRepository } from '../modules/suppressions/suppression.repository.ts';
import { SuppressionService } from '../modules/suppressions/suppression.service.ts';
import { LetterRenderer } from '../modules/templates/rendering/letter-renderer.ts';
import { outbox as outboxTable } from '../notifications-schema.model.ts';
import type { NotificationsStage } from './notifications-fixture.ts';

/** Carries mails as a test wants it. */
export class TestProvider implements Provider<OutgoingMail, MailIdentity> {
  readonly name = 'test';
  readonly sent: OutgoingMail[] = [];
  /** What happens after a mail was taken. */
  afterwards: () => Promise<void> = async () => {};
  before: () => Promise<void> = async () => {};
  tells: (key: string) => Outcome | Promise<Outcome> = (key) =>
    this.sent.some((mail) => mail.key === key) ? 'sent' : 'not sent';

  async send(mail: OutgoingMail): Promise<string> {
    await this.before();
    this.sent.push(mail);
    await this.afterwards();
    return `id of ${mail.key}`;
  }

  async find({ key }: MailIdentity): Promise<Outcome> {
    return this.tells(key);
  }
}

/** What channels are made of. */
export interface ChannelParts {
  readonly persons: PersonService;
  readonly digests: DigestService;
  readonly renderer: LetterRenderer;
}

interface Sender {
  readonly sending: SendingService;
  readonly deliveries: DeliveryService;
}

/** What sends mails, on the database of a stage whose own job has no sender, by a provider of a test's. */
export function createSending(
  stage: Pick<NotificationsStage, 'host'>,
  { db, provider }: { readonly db: Database; readonly provider: TestProvider },
): Sender {
  const { clock, logger } = stage.host;
  return createSendingBy(stage, db, ({ persons, digests, renderer }) => {
    const service = new MailService({
      source: { find: async () => [] },
      ...{ persons, digests },
      looks: { find: async () => null },
      factory: new MailFactory({ links: new MailLinks('https://app.example.com/{action}#{token}'), renderer }),
      linkTo: (target) => target,
      unsubscribeLinkOf: () => 'https://app.example.com/unsubscribe/token',
      host: 'app.example.com',
    });
    const providers = new ProviderChain({ providers: [provider], clock, logger, timeoutMs: 500 });
    return [new EmailChannel({ mails: service, providers })];
  });
}

/** What sends by channels of a test's. */
export function createSendingBy(
  { host }: Pick<NotificationsStage, 'host'>,
  db: Database,
  channelsOf: (parts: ChannelParts) => readonly ChannelStrategy[],
): Sender {
  const { clock, logger, graph, counters } = host;
  const decisions = new DecisionService({ decisions: new DecisionRepository(db), clock });
  const deliveries = new DeliveryService({ db, deliveries: new DeliveryRepository(db), decisions, clock });
  const persons = new PersonService({ graph, clock });
  const gathering = new GatheringService({ db, gathering: new GatheringRepository(db), decisions, clock });
  const renderer = new LetterRenderer({ productName: 'Trivet', logger });
  const digests = new DigestService({ gathering, persons, renderer, linkTo: (target) => target });
  const outbox = new Outbox({ table: outboxTable, clock });
  const preferences = new PreferenceService({ db, preferences: new PreferenceRepository(db), outbox, clock });
  const suppressions = new SuppressionService({
    ...{ db, suppressions: new SuppressionRepository(db), persons, key: Buffer.alloc(32, 4), clock },
    limit: new Limit(counters, { name: 'test', rates: [] }),
  });
  const attempts = new AttemptService({ db, deliveries, gathering, preferences, suppressions, clock });
  const timing = new TimingService({
    ...{ db, timing: new TimingRepository(db), outbox, clock },
    reconsider: (tx, userId) => gathering.reconsider(tx, userId),
  });
  const placement = new PlacementService({ timing, gathering, persons, clock });
  const channels = channelsOf({ persons, digests, renderer });
  const sending = new SendingService({ deliveries, attempts, placement, digests, channels, clock, logger });
  return { sending, deliveries };
}

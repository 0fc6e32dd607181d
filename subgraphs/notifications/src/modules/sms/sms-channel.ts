import type { MailSource } from '@trivet/subgraph';
import type { ChannelStrategy, Dispatch, Outcome } from '../channels/channel-strategy.ts';
import type { Provider, ProviderChain } from '../channels/provider-chain.ts';
import { RefusedError } from '../channels/refused-error.ts';
import type { Delivery } from '../deliveries/delivery.model.ts';
import type { ShortTexts } from '../mails/short-texts.ts';
import type { PersonService } from '../persons/person.service.ts';
import type { SmsMessage, SmsProvider } from './sms-provider.ts';
import { notificationText } from './sms-text.ts';

/** By what a message is known that may have been sent: where it went, what it says, and since when. */
export interface SmsIdentity extends Omit<SmsMessage, 'id'> {
  readonly since: Date;
}

export interface SmsChannelDeps {
  readonly source: MailSource;
  readonly persons: PersonService;
  readonly texts: ShortTexts;
  readonly providers: ProviderChain<SmsMessage, SmsIdentity>;
  readonly linkTo: (target: string | null) => string | null;
}

/** Clocks of theirs and ours may differ so much. */
const clockSkewMs = 60_000;

/** Who sends short messages, as others ask him. */
export function senderOf(provider: SmsProvider): Provider<SmsMessage, SmsIdentity> {
  return {
    name: provider.name,
    async send(message) {
      const verdict = await provider.send(message);
      if (verdict.outcome === 'sent') return verdict.messageId;
      if (verdict.outcome === 'refused') throw new RefusedError(verdict.code, { refusal: verdict.refusal });
      throw new RefusedError(verdict.code, { refusal: 'permanent', suppression: 'stop' });
    },
    // That he knows of none does not mean that none is under way.
    find: async ({ since, ...message }) => ((await provider.find(message, since)) === null ? 'unknown' : 'sent'),
  };
}

/** Persons are told by text message, at a number that they have shown to be theirs. */
export class SmsChannel implements ChannelStrategy {
  readonly channel = 'sms';
  readonly #deps: SmsChannelDeps;

  constructor(deps: SmsChannelDeps) {
    this.#deps = deps;
  }

  get capacity(): number {
    return this.#deps.providers.capacity;
  }

  async compose(delivery: Delivery): Promise<Dispatch | null> {
    const message = await this.#messageOf(delivery);
    return message && { address: message.to, send: (begin) => this.#deps.providers.send(message, begin) };
  }

  async find(delivery: Delivery): Promise<Outcome> {
    const message = await this.#messageOf(delivery);
    if (!message || !delivery.attemptedAt) return 'unknown';
    const since = new Date(delivery.attemptedAt.getTime() - clockSkewMs);
    return this.#deps.providers.find(delivery.provider, { to: message.to, text: message.text, since });
  }

  #messageOf(delivery: Delivery): Promise<SmsMessage | null> {
    return delivery.mail === null ? this.#notification(delivery) : this.#ofUsers(delivery, delivery.mail);
  }

  async #ofUsers({ id, kind: type, payload }: Delivery, kind: string): Promise<SmsMessage | null> {
    const { source, texts } = this.#deps;
    const mails = await source.find({ type, payload: payload ?? {} });
    const mail = mails.find((each) => each.kind === kind);
    if (mail?.kind !== 'phone_number_code') return null;
    return { id, to: mail.recipient.address, text: texts.ofUsers(mail).body };
  }

  async #notification(delivery: Delivery): Promise<SmsMessage | null> {
    const { persons, texts, linkTo } = this.#deps;
    const { id, userId, accountId, title, target } = delivery;
    if (userId === null || title === null) return null;
    const person = await persons.find(userId, `delivery-${id}`, accountId);
    if (!person || person.phoneNumber === null) return null;
    const text = notificationText({ ...texts.to(person, delivery), url: linkTo(target) });
    return { id, to: person.phoneNumber, text };
  }
}

import type { MailSource } from '@trivet/subgraph';
import type { Delivery } from '../deliveries/delivery.model.ts';
import type { DigestService } from '../digests/digest.service.ts';
import type { PersonService } from '../persons/person.service.ts';
import { sampleLook } from '../templates/account-look.model.ts';
import type { AccountLookService } from '../templates/account-look.service.ts';
import type { MailFactory } from './mail.factory.ts';
import type { MailIdentity, OutgoingMail } from './outgoing-mail.ts';
import { letterOf, testedTemplate } from './told-letter.ts';

export interface MailServiceDeps {
  readonly source: MailSource;
  readonly persons: PersonService;
  readonly digests: DigestService;
  readonly looks: Pick<AccountLookService, 'find'>;
  readonly factory: MailFactory;
  /** Where a notification leads to, and where one unsubscribes from its category. */
  readonly linkTo: (target: string | null) => string | null;
  readonly unsubscribeLinkOf: (delivery: Delivery) => string | null;
  /** Where we are on the network, as identities of mails have it. */
  readonly host: string;
}

/** Deliveries as mails: made when they are sent. */
export class MailService {
  readonly #deps: MailServiceDeps;

  constructor(deps: MailServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Addresses, names and tokens are asked for now, and stored nowhere. Null where nobody is to be written to, or not any more.
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while nobody can tell.
   */
  async compose(delivery: Delivery): Promise<OutgoingMail | null> {
    return delivery.mail === null ? this.#notification(delivery) : this.#ofUsers(delivery, delivery.mail);
  }

  /** By what a mail is known, whenever it is made. */
  identityOf({ id, occasionId, mail }: Delivery): MailIdentity {
    return {
      key: mail === null ? id : `${occasionId} ${mail}`,
      messageId: `<${id}@${this.#deps.host}>`,
    };
  }

  async #ofUsers(delivery: Delivery, kind: string): Promise<OutgoingMail | null> {
    const { source, looks, factory } = this.#deps;
    const mails = await source.find({ type: delivery.kind, payload: delivery.payload ?? {} });
    const mail = mails.find((each) => each.kind === kind);
    if (!mail || mail.kind === 'phone_number_code') return null;
    const name = 'accountName' in mail ? mail.accountName : null;
    const account = await looks.find(mail.kind, { id: delivery.accountId, name });
    return factory.create(mail, { occurredAt: delivery.occurredAt, account }, this.identityOf(delivery));
  }

  /** To verified addresses only: nobody has others told what goes on here. */
  async #notification(delivery: Delivery): Promise<OutgoingMail | null> {
    const { persons, digests, looks, factory, linkTo, unsubscribeLinkOf } = this.#deps;
    const { id, userId, accountId, title, body } = delivery;
    if (userId === null || title === null || body === null) return null;
    const recipient = await persons.find(userId, `delivery-${id}`, accountId);
    if (!recipient?.isVerified) return null;
    const identity = this.identityOf(delivery);
    const template = testedTemplate(delivery);
    if (template) {
      const name = recipient.accountName ?? sampleLook.name;
      const account = (await looks.find(template.kind, { id: accountId, name })) ?? sampleLook;
      return factory.createTest(recipient, { ...template, subject: title, body }, account, identity);
    }
    const told =
      (await digests.letterOf(delivery, recipient)) ??
      letterOf(delivery, { url: linkTo(delivery.target), accountName: recipient.accountName });
    const account = await looks.find(told.kind, { id: accountId, name: recipient.accountName });
    const unsubscribeUrl = unsubscribeLinkOf(delivery);
    return factory.createNotification({ recipient, ...told, account, unsubscribeUrl }, identity);
  }
}

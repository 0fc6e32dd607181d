import type { ChannelStrategy, Dispatch, Outcome } from '../channels/channel-strategy.ts';
import type { ProviderChain } from '../channels/provider-chain.ts';
import type { Delivery } from '../deliveries/delivery.model.ts';
import type { MailService } from './mail.service.ts';
import type { DispatchedMail, MailIdentity } from './outgoing-mail.ts';

export interface EmailChannelDeps {
  readonly mails: MailService;
  readonly providers: ProviderChain<DispatchedMail, MailIdentity>;
}

/** Persons are told by mail. */
export class EmailChannel implements ChannelStrategy {
  readonly channel = 'email';
  readonly #deps: EmailChannelDeps;

  constructor(deps: EmailChannelDeps) {
    this.#deps = deps;
  }

  get capacity(): number {
    return this.#deps.providers.capacity;
  }

  async compose(delivery: Delivery): Promise<Dispatch | null> {
    const { mails, providers } = this.#deps;
    const mail = await mails.compose(delivery);
    return mail && { address: mail.to, send: (begin) => providers.send({ ...mail, deliveryId: delivery.id }, begin) };
  }

  close(): void {
    this.#deps.providers.close();
  }

  find(delivery: Delivery): Promise<Outcome> {
    const { mails, providers } = this.#deps;
    return providers.find(delivery.provider, mails.identityOf(delivery));
  }
}

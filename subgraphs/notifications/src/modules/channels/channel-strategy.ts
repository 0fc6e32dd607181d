import type { Delivery } from '../deliveries/delivery.model.ts';
import type { SentChannel } from '../kinds/notification-kind.model.ts';

/** What has become of a message, as far as whoever carried it can tell. */
export type Outcome = 'sent' | 'not sent' | 'unknown';

/** Who has taken a message, and by which id he knows it. */
export interface Receipt {
  readonly provider: string;
  readonly messageId: string | null;
  /** Of a message to several devices: those that have it not, and may take it later, by their ids. */
  readonly waitingDevices?: readonly string[];
}

/** A message that is ready to go. What it says, and in which form, is its channel's business. */
export interface Dispatch {
  /**
   * Hands it to one provider after the other, until one takes it.
   * @param begin is asked before each call, by the provider's name, so that it can be written down: where it says no, nobody is called.
   * @returns null where `begin` has said no, or there turned out to be nobody to whom it can be handed.
   * @throws {RefusedError} where it is certain that it has not left; anything else leaves that open.
   */
  send(begin: (provider: string) => Promise<boolean>): Promise<Receipt | null>;
  /** Where it goes: nothing is sent to what takes nothing any more. Null where the channel itself knows such places. */
  readonly address: string | null;
}

/** A way by which persons are told, but for the inbox, to which nothing has to be sent. */
export interface ChannelStrategy {
  readonly channel: SentChannel;
  /** How many messages may be under way at once, by now: none while no provider is to be asked. */
  readonly capacity: number;
  /**
   * Makes the message when it is sent: where it goes is asked for then, and stored nowhere. Null where nobody is to be told, or not any
   * more.
   * @throws {AppError} `SUBGRAPH_UNAVAILABLE` while nobody can tell.
   */
  compose(delivery: Delivery): Promise<Dispatch | null>;
  /** Of a delivery whose last attempt has no outcome: asks the provider of that attempt, where he can tell. */
  find(delivery: Delivery): Promise<Outcome>;
  /** After the last message: ends what it keeps open for the next one. */
  close?(): void;
}

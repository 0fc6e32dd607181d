import type { Refusal } from '../channels/refused-error.ts';

/** A short message on its way to a telephone. */
export interface SmsMessage {
  /** Of the delivery. */
  readonly id: string;
  /** E.164. */
  readonly to: string;
  readonly text: string;
}

/** What a provider says. Its code is a constant of it or of ours, and tells nothing of anybody. */
export type SmsVerdict =
  | { readonly outcome: 'sent'; readonly messageId: string }
  /** Whose number it is has said STOP. */
  | { readonly outcome: 'stopped'; readonly code: string }
  /** It is certain that nothing was sent. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly code: string };

/** Who sends short messages. */
export interface SmsProvider {
  readonly name: string;
  /** @throws {Error} where nobody knows whether it was sent. */
  send(message: SmsMessage): Promise<SmsVerdict>;
  /** Of a message that may have been sent since then: what the provider calls it; null where it knows of none. */
  find(message: Omit<SmsMessage, 'id'>, since: Date): Promise<string | null>;
}

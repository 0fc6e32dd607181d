/** A mail as it is read, on its way to one address. */
export interface OutgoingMail {
  /** Of the event and the kind of mail: two mails of one key are the same mail. */
  readonly key: string;
  /** As its head has it, the same for each attempt: programs show a mail once that comes twice. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where its reader unsubscribes, with a page and in one click (RFC 2369, RFC 8058); null for what one cannot unsubscribe from. */
  readonly unsubscribeUrl: string | null;
}

/** Whether a mail has left, as far as its way can tell. */
export type MailOutcome = 'sent' | 'not sent' | 'unknown';

/** By what way mails leave. */
export interface MailSender {
  /**
   * Resolves when the mail is on its way. What was sent under the same key before is not sent again, as far as the way allows.
   * @throws {MailRefusedError} where it is certain that it has not left; anything else leaves that open.
   */
  send(mail: OutgoingMail): Promise<void>;
  /** Of a mail that may have been sent: what has become of it. */
  find(mail: Pick<OutgoingMail, 'key' | 'messageId'>): Promise<MailOutcome>;
}

/** A mail has not left, and will not by this way: for now, or for good. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
  readonly isPermanent: boolean;

  /** @param options.isPermanent as for an address that there is not. */
  constructor(message: string, options: ErrorOptions & { readonly isPermanent: boolean }) {
    super(message, options);
    this.isPermanent = options.isPermanent;
  }
}

/** By what a mail is known. */
export interface MailIdentity {
  /** Of the event and the kind of mail: two mails of one key are the same mail. */
  readonly key: string;
  /** As its head has it, the same for each attempt: programs show a mail once that comes twice. */
  readonly messageId: string;
}

/** A mail as it is read, on its way to one address. */
export interface OutgoingMail extends MailIdentity {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where its reader unsubscribes, with a page and in one click (RFC 2369, RFC 8058); null for what one cannot unsubscribe from. */
  readonly unsubscribeUrl: string | null;
}

/** A mail as it is handed over, with what its provider tells us again when it says what has become of it. */
export interface DispatchedMail extends OutgoingMail {
  readonly deliveryId: string;
}

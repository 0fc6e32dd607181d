/** A mail as it is read, on its way to one address. */
export interface OutgoingMail {
  /** Of the event and the kind of mail: two mails of one key are the same mail. */
  readonly key: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** By what way mails leave. */
export interface MailSender {
  /** Resolves when the mail is on its way. What was sent under the same key before is not sent again, as far as the way allows. */
  send(mail: OutgoingMail): Promise<void>;
}

/** From whom mails come. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** A mail server that takes mails from us, and what it takes to be let in. */
export interface SmtpSettings {
  readonly name: 'smtp';
  readonly from: Sender;
  readonly host: string;
  readonly port: number;
  /** From the first byte on; else by STARTTLS, without which nothing is sent but to this machine. */
  readonly isTls: boolean;
  readonly credentials?: { readonly user: string; readonly pass: string };
  /** Authorities that vouch for it, in PEM; those that Node knows where it is not said. */
  readonly ca?: string;
  /** By which mails are signed (RFC 6376). */
  readonly dkim?: { readonly domainName: string; readonly keySelector: string; readonly privateKey: string };
}

/** An account at SendGrid. */
export interface SendGridSettings {
  readonly name: 'sendgrid';
  readonly from: Sender;
  readonly apiKey: string;
  /** `https://api.sendgrid.com`, or that of its region. */
  readonly url: string;
  /** By which its callbacks are checked: without it none is believed. */
  readonly webhookKey?: string;
}

/** Who carries mails, and what each needs. */
export type EmailProviderSettings = SmtpSettings | SendGridSettings;

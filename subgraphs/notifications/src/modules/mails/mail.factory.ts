import type { Mail } from '@trivet/subgraph';
import { inEnglish } from './english.ts';
import type { MailLinks } from './mail-links.ts';
import type { OutgoingMail } from './mail-sender.ts';
import { html, plainText } from './mail-text.ts';

/** Decides how a mail reads. */
export class MailFactory {
  readonly #links: MailLinks;

  constructor({ links }: { readonly links: MailLinks }) {
    this.#links = links;
  }

  /** @param event what the mail tells of, which it is known by. */
  create(mail: Mail, event: { readonly id: string; readonly occurredAt: Date }): OutgoingMail {
    // By `recipient.locale` as soon as there is a second language.
    const text = inEnglish(mail, this.#links, event.occurredAt);
    return {
      key: `${event.id} ${mail.kind}`,
      to: mail.recipient.address,
      // A line break would begin another header.
      subject: text.subject.replaceAll(/\p{Cc}/gu, ' '),
      text: plainText(text),
      html: html(text),
    };
  }
}

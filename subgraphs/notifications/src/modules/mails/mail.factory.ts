import type { Mail } from '@trivet/subgraph';
import { inEnglish } from './english.ts';
import type { MailLinks } from './mail-links.ts';
import { html, type MailText, plainText } from './mail-text.ts';
import type { MailIdentity, OutgoingMail } from './outgoing-mail.ts';

/** What a person is told by mail as he is in his inbox. */
export interface NotificationMail {
  readonly recipient: { readonly address: string; readonly name: string | null };
  readonly title: string;
  readonly body: string;
  /** Where it leads to. */
  readonly url: string | null;
  /** Null for what nobody unsubscribes from. */
  readonly unsubscribeUrl: string | null;
  /** Written by somebody of an account, and told as his word: he may say that he is the service itself. */
  readonly isAnnouncement: boolean;
}

const whoseAnnouncement =
  'Somebody who runs an account of which you are a member has written this. It does not come from us, and we never ask for your password or a code by mail.';

/** Decides how a mail reads. */
export class MailFactory {
  readonly #links: MailLinks;

  constructor({ links }: { readonly links: MailLinks }) {
    this.#links = links;
  }

  /** @param occurredAt when what the mail tells of happened. */
  create(mail: Mail, occurredAt: Date, identity: MailIdentity): OutgoingMail {
    // By `recipient.locale` as soon as there is a second language.
    const text = inEnglish(mail, this.#links, occurredAt);
    return { ...outgoing(text, identity), to: mail.recipient.address, unsubscribeUrl: null };
  }

  createNotification(
    { recipient, title, body, url, unsubscribeUrl, isAnnouncement }: NotificationMail,
    identity: MailIdentity,
  ): OutgoingMail {
    const text: MailText = {
      subject: isAnnouncement ? `Announcement: ${title}` : title,
      greeting: recipient.name === null ? 'Hello,' : `Hello ${recipient.name},`,
      paragraphs: [...(isAnnouncement ? [whoseAnnouncement] : []), ...body.split(/\n{2,}/)],
      link: url === null ? null : { label: 'Have a look', url },
      note: 'You can choose where you sign in of what you are told by mail.',
      ...(unsubscribeUrl !== null && { unsubscribe: { label: 'Unsubscribe', url: unsubscribeUrl } }),
    };
    return { ...outgoing(text, identity), to: recipient.address, unsubscribeUrl };
  }
}

function outgoing(text: MailText, identity: MailIdentity): Omit<OutgoingMail, 'to' | 'unsubscribeUrl'> {
  return {
    ...identity,
    // A line break would begin another header.
    subject: text.subject.replaceAll(/\p{Cc}/gu, ' '),
    text: plainText(text),
    html: html(text),
  };
}

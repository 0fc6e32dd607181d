import type { MailKind, PostedMail } from '@trivet/subgraph';
import type { AccountLook, TemplateDraft } from '../templates/account-look.model.ts';
import type { Letter, LetterRenderer, RenderedLetter } from '../templates/rendering/letter-renderer.ts';
import type { TemplateKindName } from '../templates/template-kind.model.ts';
import type { MailAction, MailLinks } from './mail-links.ts';
import type { MailIdentity, OutgoingMail } from './outgoing-mail.ts';

/** What a mail of users tells of. */
export interface MailAbout {
  /** When that happened. */
  readonly occurredAt: Date;
  /** In whose name it is told; null for what is ours. */
  readonly account: AccountLook | null;
}

/** What a person is told by mail as he is in his inbox. */
export interface NotificationMail {
  readonly recipient: { readonly address: string; readonly name: string | null; readonly locale: string };
  /** What is told, in its own terms where its kind has some, and else in the words of the inbox. */
  readonly kind: TemplateKindName;
  readonly facts: Letter['facts'];
  readonly account: AccountLook | null;
  /** Null for what nobody unsubscribes from. */
  readonly unsubscribeUrl: string | null;
}

/** Where the links of mails lead that hold a token. */
const actions: Partial<Readonly<Record<MailKind, MailAction>>> = {
  email_verification: 'verify-email',
  password_reset: 'reset-password',
  email_change_approval: 'confirm-email-change',
  email_change_verification: 'confirm-email-change',
  invitation: 'accept-invitation',
};

/** Makes mails of what is to be told. How they read is a matter of templates. */
export class MailFactory {
  readonly #links: MailLinks;
  readonly #renderer: LetterRenderer;

  constructor({ links, renderer }: { readonly links: MailLinks; readonly renderer: LetterRenderer }) {
    this.#links = links;
    this.#renderer = renderer;
  }

  create(mail: PostedMail, { occurredAt, account }: MailAbout, identity: MailIdentity): OutgoingMail {
    const { recipient } = mail;
    const letter = this.#renderer.render({
      kind: mail.kind === 'sign_in_notice' ? mail.about : mail.kind,
      facts: this.#factsOf(mail, occurredAt),
      locale: recipient.locale,
      recipientName: recipient.name,
      account,
      unsubscribeUrl: null,
      isChosen: false,
    });
    return { ...identity, to: recipient.address, ...contentOf(letter), unsubscribeUrl: null };
  }

  createNotification(
    { recipient, kind, facts, account, unsubscribeUrl }: NotificationMail,
    identity: MailIdentity,
  ): OutgoingMail {
    const { address, name, locale } = recipient;
    const reader = { locale, recipientName: name, unsubscribeUrl, isChosen: true };
    const letter = this.#renderer.render({ kind, facts, account, ...reader });
    return { ...identity, to: address, ...contentOf(letter), unsubscribeUrl };
  }

  /** To who wrote it, with samples. @throws {TemplateError} */
  createTest(
    { address, name }: { readonly address: string; readonly name: string | null },
    { kind, locale, subject, body }: Omit<TemplateDraft, 'accountId'>,
    account: AccountLook,
    identity: MailIdentity,
  ): OutgoingMail {
    const letter = this.#renderer.preview(kind, { locale, source: { subject, body }, account }, name);
    const content = contentOf(letter);
    return { ...identity, to: address, ...content, subject: `Test: ${content.subject}`, unsubscribeUrl: null };
  }

  #factsOf(mail: PostedMail, at: Date): Letter['facts'] {
    const action = actions[mail.kind];
    return {
      at,
      'action.url': action && 'token' in mail ? this.#links.to(action, mail.token) : null,
      ...('newAddress' in mail && { newAddress: mail.newAddress }),
      ...('device' in mail && { 'device.agent': mail.device?.agent, 'device.address': mail.device?.address }),
      ...('accountName' in mail && { 'account.name': mail.accountName, 'inviter.name': mail.inviterName }),
    };
  }
}

function contentOf({ subject, text, html }: RenderedLetter): Pick<OutgoingMail, 'subject' | 'text' | 'html'> {
  return { subject, text, html };
}

import type { Mail } from '@trivet/subgraph';
import type { MailLinks } from './mail-links.ts';
import type { MailText } from './mail-text.ts';

const notYou = 'If that was not you, change your password at once: it ends all other sessions.';

/** Every mail, in English. `at` is when what it tells of happened. */
export function inEnglish(mail: Mail, links: MailLinks, at: Date): MailText {
  const greeting = mail.recipient.name === null ? 'Hello,' : `Hello ${mail.recipient.name},`;
  return { greeting, ...contentOf(mail, links, at) };
}

type Content = Omit<MailText, 'greeting'>;

function contentOf(mail: Mail, links: MailLinks, at: Date): Content {
  switch (mail.kind) {
    case 'email_verification':
      return {
        subject: 'Verify your address',
        paragraphs: ['Please show that this address is yours. Some things can only be done by who has.'],
        link: { label: 'Verify this address', url: links.to('verify-email', mail.token) },
        note: 'The link is good once, for 24 hours. If you have not registered here, somebody else has given your address: do nothing.',
      };
    case 'password_reset':
      return {
        subject: 'Choose a new password',
        paragraphs: ['Somebody, hopefully you, has asked for a new password. It ends all sessions.'],
        link: { label: 'Choose a new password', url: links.to('reset-password', mail.token) },
        note: 'The link is good once, for an hour. If you have not asked for it, do nothing: your password stays as it is.',
      };
    case 'password_changed':
      return notice('Your password was changed', [
        `Your password was changed on ${time(at)}${by(mail.device)}. Your other sessions were ended.`,
      ]);
    case 'password_was_reset':
      return notice('Your password was reset', [
        `A new password was chosen on ${time(at)}, by a link that we sent to this address. All your sessions were ended.`,
      ]);
    case 'email_change_approval':
      return {
        subject: 'Approve the change of your address',
        paragraphs: [
          `Somebody who knows your password, hopefully you, wants to sign in with ${mail.newAddress} instead of this address.`,
          'It happens when both addresses have confirmed.',
        ],
        link: { label: 'Approve the change', url: links.to('confirm-email-change', mail.token) },
        note: `The link is good once, for 24 hours. ${notYou}`,
      };
    case 'email_change_verification':
      return {
        subject: 'Confirm your new address',
        paragraphs: [
          'Please show that this address is yours. It takes the place of your last one when both have confirmed.',
        ],
        link: { label: 'Confirm this address', url: links.to('confirm-email-change', mail.token) },
        note: 'The link is good once, for 24 hours. If you have not asked for it, do nothing.',
      };
    case 'email_changed':
      return {
        subject: 'Your address was changed',
        paragraphs: [`Since ${time(at)} you sign in with ${mail.newAddress}. Nothing more is sent to this address.`],
        link: null,
        note: 'Both addresses have confirmed it. If you have not, tell whoever runs this service at once.',
      };
    case 'new_device':
      return notice('A sign-in from a new device', [
        `You signed in on ${time(at)}${by(mail.device)}, which is not where you usually do.`,
      ]);
    case 'refresh_token_reused':
      return notice('One of your sessions was ended', [
        `On ${time(at)} a credential of a session was used a second time${by(mail.device)}: somebody may have a copy of it. That session was ended.`,
      ]);
    case 'invitation':
      return {
        subject: `An invitation to ${mail.accountName}`,
        paragraphs: [
          `${mail.inviterName ?? 'Somebody'} invites you to ${mail.accountName}.`,
          'Register or sign in with this address to accept.',
        ],
        link: { label: 'Accept the invitation', url: links.to('accept-invitation', mail.token) },
        note: 'The link is good once, for seven days, and for this address only. If you expect no invitation, do nothing.',
      };
  }
}

function notice(subject: string, paragraphs: readonly string[]): Content {
  return { subject, paragraphs, link: null, note: notYou };
}

function by({ agent, address }: { readonly agent: string | null; readonly address: string | null }): string {
  return `${agent === null ? '' : `, with ${agent}`}${address === null ? '' : `, from ${address}`}`;
}

const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

function time(at: Date): string {
  return `${format.format(at)} UTC`;
}

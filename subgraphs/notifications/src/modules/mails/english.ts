import type { AboutSignIn, Mail } from '@trivet/subgraph';
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
    case 'impersonated':
      return {
        subject: 'Somebody acts in your place',
        paragraphs: [
          `On ${time(at)} one of those who run this service began to use it as you would, for ten minutes at most.`,
          'He sees what you see. He cannot sign in as you, nor change how you sign in. What he does in an account is in its audit trail.',
        ],
        link: null,
        note: 'If you have not asked for help, ask whoever runs this service. You can end it where your sessions are shown.',
      };
    case 'sign_in_notice': {
      const { subject, what } = signInNotices[mail.about];
      const device = mail.device === null ? '' : by(mail.device);
      return notice(subject, [`On ${time(at)}${device}: ${what}`]);
    }
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

const signInNotices: Readonly<Record<AboutSignIn, { readonly subject: string; readonly what: string }>> = {
  totp_enabled: {
    subject: 'An authenticator was set up',
    what: 'an authenticator was set up. Signing in takes one of its codes from now on.',
  },
  totp_removed: {
    subject: 'Your authenticator was removed',
    what: 'your authenticator was removed, and your recovery codes with it. Signing in takes no code any more.',
  },
  recovery_codes_regenerated: {
    subject: 'You have new recovery codes',
    what: 'your recovery codes were replaced. Those of before are no longer good.',
  },
  recovery_code_used: {
    subject: 'A recovery code was used',
    what: 'one of your recovery codes was used to show that it is you. It is used up.',
  },
  second_factor_failed: {
    subject: 'Somebody may know your password',
    what: 'somebody who had shown your password, or signed in as you at a provider, tried five times to get past your second factor. He was not let in.',
  },
  passkey_registered: {
    subject: 'A passkey was added',
    what: 'a passkey was added, with which one signs in as you.',
  },
  passkey_removed: { subject: 'A passkey was removed', what: 'a passkey was removed. It is no longer good.' },
  passkey_cloned: {
    subject: 'A passkey of yours was refused',
    what: 'a passkey of yours was refused, because there may be a copy of it. Remove it, and add another one.',
  },
  identity_linked: {
    subject: 'A provider was linked',
    what: 'a provider was linked, at which one signs in as you.',
  },
  identity_unlinked: {
    subject: 'A provider was unlinked',
    what: 'a provider was unlinked. One can no longer sign in there as you.',
  },
  api_key_created: {
    subject: 'An API key was made',
    what: 'an API key of yours was made. A program that has it acts for you, as far as its scopes go.',
  },
};

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

import type { LoggedEvent } from '@trivet/messaging';
import { globalId } from '@trivet/platform';
import {
  defaultChannels,
  type NotificationCategory,
  type NotificationChannel,
  notificationKinds,
} from '../kinds/notification-kind.model.ts';
import { occasionOf } from './occasion.ts';

/** What somebody is to be told, before anybody in particular is. */
export interface NotificationDraft {
  /** Of what he is told once. */
  readonly occasionId: string;
  readonly kind: string;
  readonly category: NotificationCategory;
  /** By which ways, where nobody has chosen. */
  readonly channels: readonly NotificationChannel[];
  readonly title: string;
  readonly body: string;
  readonly target: string | null;
  /** By mail it reads otherwise, which is not told from here. */
  readonly isMailedByUsers: boolean;
}

/** What drafts are made from besides the event: looked up when the event is told, never copied into the log. */
export interface NotificationFacts {
  readonly accountName?: string | undefined;
}

type Content = Pick<NotificationDraft, 'title' | 'body'>;
type Template = (event: LoggedEvent, facts: NotificationFacts) => Content;

/** What a person is told of that by which he signs in. Where and by what it was done, the mail says. */
const notices: Readonly<Record<string, readonly [title: string, body: string]>> = {
  'security.password_changed': ['Your password was changed', 'Your other sessions were ended.'],
  'security.password_reset': ['Your password was reset', 'All your sessions were ended.'],
  'security.new_device_used': ['A sign-in from a new device', 'It is not where you usually sign in.'],
  'security.refresh_token_reused': [
    'One of your sessions was ended',
    'Somebody may have a copy of a credential of it.',
  ],
  'session.impersonated': [
    'Somebody acts in your place',
    'One of those who run this service, for ten minutes at most.',
  ],
  'security.totp_enabled': ['An authenticator was set up', 'Signing in takes one of its codes from now on.'],
  'security.totp_removed': ['Your authenticator was removed', 'Signing in takes no code any more.'],
  'security.recovery_codes_regenerated': ['You have new recovery codes', 'Those of before are no longer good.'],
  'security.recovery_code_used': ['A recovery code was used', 'It is used up.'],
  'security.second_factor_failed': [
    'Somebody may know your password',
    'He tried five times to get past your second factor.',
  ],
  'security.passkey_registered': ['A passkey was added', 'One signs in as you with it.'],
  'security.passkey_removed': ['A passkey was removed', 'It is no longer good.'],
  'security.passkey_cloned': [
    'A passkey of yours was refused',
    'There may be a copy of it. Remove it, and add another one.',
  ],
  'identity.linked': ['A provider was linked', 'One signs in there as you.'],
  'identity.unlinked': ['A provider was unlinked', 'One can no longer sign in there as you.'],
  'api_key.created': ['An API key was made', 'A program that has it acts for you, as far as its scopes go.'],
};
const notYou = 'If that was not you, change your password at once: it ends all other sessions.';

/** How each kind reads in the inbox. */
const templates: Readonly<Record<string, Template>> = {
  'user.created': () => ({ title: 'Welcome', body: 'Your sign-in is ready. Create an account to begin.' }),
  'resource.created': ({ payload, bulk }, { accountName }) => {
    const type = String(payload['resourceType']);
    const where = accountName ? ` in ${accountName}` : '';
    return bulk
      ? { title: `New: ${type}`, body: `Many of the type ${type} were created${where}.` }
      : { title: `New ${type}`, body: `A ${type} was created${where}.` };
  },
  ...Object.fromEntries(
    Object.entries(notices).map(([type, [title, body]]) => [type, () => ({ title, body: `${body} ${notYou}` })]),
  ),
};

/** The events of which people are told in their inboxes. */
export const toldTypes: readonly string[] = Object.keys(templates);

/** Decides what an event has to say to people. */
export class NotificationFactory {
  /** Of what happens to an account, whether its members are told: not of a key of its own, which is nobody's sign-in. */
  concernsMembers({ type }: LoggedEvent): boolean {
    return notificationKinds[type]?.category !== 'security';
  }

  /** Null for events of which nobody is told. */
  create(event: LoggedEvent, facts: NotificationFacts): NotificationDraft | null {
    const { type, subject, bulk } = event;
    const kind = Object.hasOwn(notificationKinds, type) && notificationKinds[type];
    const template = Object.hasOwn(templates, type) && templates[type];
    if (!kind || !template) return null;
    const { category, channels = defaultChannels[category], mails } = kind;
    return {
      occasionId: occasionOf(event),
      kind: type,
      category,
      channels,
      ...template(event, facts),
      // Of many there is none in particular.
      target: kind.target && !bulk ? globalId(kind.target, subject.id) : null,
      isMailedByUsers: mails !== undefined,
    };
  }
}

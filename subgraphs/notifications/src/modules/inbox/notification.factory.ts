import type { LoggedEvent } from '@trivet/messaging';
import { globalId } from '@trivet/platform';
import {
  defaultChannels,
  type NotificationCategory,
  type NotificationChannel,
  notificationKinds,
} from '../kinds/notification-kind.model.ts';
import type { LetterRenderer } from '../templates/rendering/letter-renderer.ts';
import { templatesOfEvents } from '../templates/template-kind.model.ts';
import type { KeptFacts } from './notification.model.ts';
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
  /** Of which our templates say it in other languages; null where it is somebody's word. */
  readonly facts: KeptFacts | null;
  readonly target: string | null;
  /** By mail it reads otherwise, which is not told from here. */
  readonly isMailedByUsers: boolean;
}

/** What drafts are made from besides the event: looked up when the event is told, never copied into the log. */
export interface NotificationFacts {
  readonly accountName: string | null;
}

/** What is said of an event besides what its kind is. Where and by what something was done, the mail says. */
const factsOf: Readonly<Record<string, (event: LoggedEvent, facts: NotificationFacts) => KeptFacts>> = {
  'resource.created': ({ payload, bulk }, { accountName }) => ({
    'resource.type': String(payload['resourceType']),
    'account.name': accountName,
    isMany: bulk,
  }),
};

/** The events of which people are told in their inboxes. */
export const toldTypes: readonly string[] = Object.keys(templatesOfEvents);

/** Decides what an event has to say to people: in English, and of what it can be said in the language of each who reads it. */
export class NotificationFactory {
  readonly #renderer: Pick<LetterRenderer, 'short'>;

  constructor({ renderer }: { readonly renderer: Pick<LetterRenderer, 'short'> }) {
    this.#renderer = renderer;
  }

  /** Of what happens to an account, whether its members are told: not of a key of its own, which is nobody's sign-in. */
  concernsMembers({ type }: LoggedEvent): boolean {
    return notificationKinds[type]?.category !== 'security';
  }

  /** Null for events of which nobody is told. */
  create(event: LoggedEvent, facts: NotificationFacts): NotificationDraft | null {
    const { type, subject, bulk } = event;
    const kind = Object.hasOwn(notificationKinds, type) && notificationKinds[type];
    const template = Object.hasOwn(templatesOfEvents, type) && templatesOfEvents[type];
    if (!kind || !template) return null;
    const { category, channels = defaultChannels[category], mails } = kind;
    const said = factsOf[type]?.(event, facts) ?? {};
    return {
      occasionId: occasionOf(event),
      kind: type,
      category,
      channels,
      ...this.#renderer.short(template, said, { locale: 'en' }),
      facts: said,
      // Of many there is none in particular.
      target: kind.target && !bulk ? globalId(kind.target, subject.id) : null,
      isMailedByUsers: mails !== undefined,
    };
  }
}

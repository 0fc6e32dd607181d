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
}

/** What drafts are made from besides the event: looked up when the event is told, never copied into the log. */
export interface NotificationFacts {
  readonly accountName?: string | undefined;
}

type Content = Pick<NotificationDraft, 'title' | 'body'>;
type Template = (event: LoggedEvent, facts: NotificationFacts) => Content;

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
};

/** The events of which people are told in their inboxes. */
export const toldTypes: readonly string[] = Object.keys(templates);

/** Decides what an event has to say to people. */
export class NotificationFactory {
  /** Null for events of which nobody is told. */
  create(event: LoggedEvent, facts: NotificationFacts): NotificationDraft | null {
    const { type, subject, bulk } = event;
    const kind = Object.hasOwn(notificationKinds, type) && notificationKinds[type];
    const template = Object.hasOwn(templates, type) && templates[type];
    if (!kind || !template) return null;
    const { category, channels = defaultChannels[category] } = kind;
    return {
      occasionId: occasionOf(event),
      kind: type,
      category,
      channels,
      ...template(event, facts),
      // Of many there is none in particular.
      target: kind.target && !bulk ? globalId(kind.target, subject.id) : null,
    };
  }
}

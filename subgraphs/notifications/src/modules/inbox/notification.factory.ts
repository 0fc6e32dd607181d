import type { LoggedEvent } from '@trivet/messaging';

/** What somebody is to be told, before anybody in particular is. */
export interface NotificationDraft {
  readonly kind: string;
  readonly title: string;
  readonly body: string;
}

/** What drafts are made from besides the event: looked up when the event is told, never copied into the log. */
export interface NotificationFacts {
  readonly accountName?: string | undefined;
}

/** Decides what an event has to say to people. */
export class NotificationFactory {
  /** Null for events of which nobody is told. */
  create({ type, payload }: LoggedEvent, { accountName }: NotificationFacts): NotificationDraft | null {
    switch (type) {
      case 'user.created':
        return { kind: type, title: 'Welcome', body: 'Your sign-in is ready. Create an account to begin.' };
      case 'resource.created':
        return {
          kind: type,
          title: `New ${String(payload['resourceType'])}`,
          body: accountName
            ? `A ${String(payload['resourceType'])} was created in ${accountName}.`
            : `A ${String(payload['resourceType'])} was created.`,
        };
      default:
        return null;
    }
  }
}

import type { ReaderLocales } from '../persons/reader-locales.ts';
import type { LetterRenderer } from '../templates/rendering/letter-renderer.ts';
import { templatesOfEvents } from '../templates/template-kind.model.ts';
import type { Notification, StoredNotification } from './notification.model.ts';

export interface NotificationWordingDeps {
  readonly locales: Pick<ReaderLocales, 'find'>;
  readonly renderer: Pick<LetterRenderer, 'short'>;
}

/** What stands in an inbox, as its person reads it. */
export class NotificationWording {
  readonly #deps: NotificationWordingDeps;

  constructor(deps: NotificationWordingDeps) {
    this.#deps = deps;
  }

  /**
   * In the order of `stored`, each in his language as far as it is ours to say. As it was written, in English, stays what somebody
   * announced, and what came before facts were kept. His language is asked for once, however many there are.
   */
  async forReader(userId: string, stored: readonly StoredNotification[]): Promise<Notification[]> {
    const { locales, renderer } = this.#deps;
    const locale = stored.some(({ facts }) => facts !== null) ? await locales.find(userId) : null;
    if (locale === null || locale === 'en') return [...stored];
    return stored.map((asWritten) => {
      const { kind, facts } = asWritten;
      const template = Object.hasOwn(templatesOfEvents, kind) ? templatesOfEvents[kind] : undefined;
      return facts && template ? { ...asWritten, ...renderer.short(template, facts, { locale }) } : asWritten;
    });
  }
}

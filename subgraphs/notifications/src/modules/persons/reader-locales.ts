import type { Tail } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import { MemoryOverLog } from '@trivet/subgraph';
import { inTime } from '../channels/in-time.ts';
import { localeChain, type OwnLocale, ownLocaleOf } from '../templates/rendering/locales.ts';
import type { PersonService } from './person.service.ts';

export interface ReaderLocalesDeps {
  readonly persons: Pick<PersonService, 'findLocale'>;
  readonly tail: Tail;
  readonly clock: Clock;
  /** For so long somebody waits who reads. */
  readonly patienceMs?: number;
}

const maxPersons = 20_000;

/** In which of our languages persons read: asked for once and remembered until they choose another one. */
export class ReaderLocales {
  readonly #locales: MemoryOverLog<OwnLocale | null>;
  readonly #patienceMs: number;

  constructor({ persons, tail, clock, patienceMs = 2_000 }: ReaderLocalesDeps) {
    this.#patienceMs = patienceMs;
    this.#locales = new MemoryOverLog({
      ask: async (userId) => {
        const locale = await persons.findLocale(userId, `locale-${userId}`);
        return locale === null ? null : ownLocaleOf(localeChain([locale]));
      },
      changedBy: ({ type, stream }) => (type === 'preferences.updated' ? (stream.person ?? null) : null),
      max: maxPersons,
      ...{ tail, clock },
    });
  }

  /** Null where there is no such person, and while nobody can tell: nothing waits for that. */
  find(userId: string): Promise<OwnLocale | null> {
    return inTime(this.#locales.find(userId), this.#patienceMs).catch(() => null);
  }
}

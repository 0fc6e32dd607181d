import type { Database } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { UserFault } from '@trivet/platform';
import { type Operation, requireLocale } from '@trivet/subgraph';
import { preferencesUpdated } from './preferences.events.ts';
import type { Preferences } from './preferences.model.ts';
import type { PreferencesRepository } from './preferences.repository.ts';

export interface PreferencesChange {
  readonly locale?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
  readonly theme?: Preferences['theme'] | null | undefined;
}

export interface PreferencesServiceDeps {
  readonly db: Database;
  readonly preferences: PreferencesRepository;
  readonly outbox: Outbox;
}

const defaults = { locale: 'en', timeZone: 'UTC', theme: 'system', version: 1 } as const;
let timeZones: ReadonlySet<string> | undefined;

/** How persons want to be shown things. */
export class PreferencesService {
  readonly #deps: PreferencesServiceDeps;

  constructor(deps: PreferencesServiceDeps) {
    this.#deps = deps;
  }

  /** What the person has said, or what is so for everybody. */
  async find(userId: string): Promise<Preferences> {
    return (await this.#deps.preferences.find(userId)) ?? { userId, ...defaults };
  }

  /**
   * Changes the viewer's, as far as the change says something.
   * @throws {UserFault} `INVALID_INPUT` for a language or a time zone that is none.
   */
  async update(operation: Operation, { locale, timeZone, theme }: PreferencesChange): Promise<Preferences> {
    const { db, preferences, outbox } = this.#deps;
    const { userId } = requireUser(operation.viewer);
    const change = {
      ...(locale != null && { locale: requireLocale(locale, ['locale']) }),
      ...(timeZone != null && { timeZone: requireTimeZone(timeZone) }),
      ...(theme != null && { theme }),
    };
    return outbox.transaction(db, { persons: [userId] }, async (tx, events) => {
      const saved = await preferences.save(tx, { userId, ...defaults, ...change }, change);
      events.append(preferencesUpdated({ userId, version: saved.version }, operation.cause));
      return saved;
    });
  }
}

/** Also by one of its other names, such as Asia/Kolkata for what is Asia/Calcutta here; then by the name that was given. */
function requireTimeZone(name: string): string {
  timeZones ??= new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);
  const known = knownTimeZone(name);
  if (known === null || !timeZones.has(known)) {
    throw invalid('This is not a time zone, such as "Europe/Vienna".', 'timeZone');
  }
  return known.toLowerCase() === name.toLowerCase() ? known : name;
}

function knownTimeZone(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function invalid(message: string, field: string): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, [field]);
}

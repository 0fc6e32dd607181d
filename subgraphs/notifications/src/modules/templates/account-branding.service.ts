import type { Database, Transaction } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import { AppError, type Clock, UserFault } from '@trivet/platform';
import { type Operation, requireLocale, requireText, VersionConflictError } from '@trivet/subgraph';
import { accountBrandingUpdated } from './account-branding.events.ts';
import type { AccountBranding } from './account-branding.model.ts';
import type { AccountBrandingRepository } from './account-branding.repository.ts';
import { colourShape, isSeenOnWhite } from './rendering/colours.ts';
import { safeUrl } from './rendering/places.ts';

export interface AccountBrandingServiceDeps {
  readonly db: Database;
  readonly brandings: AccountBrandingRepository;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** All that is to be so; what is null is as it is for everybody. */
export type BrandingChange = Pick<AccountBranding, 'accountId' | 'name' | 'color' | 'logoUrl' | 'footer' | 'locale'>;

const maxName = 60;
const maxFooter = 200;
const maxLogoUrl = 500;

/** How accounts are shown in what is told in their names. */
export class AccountBrandingService {
  readonly #deps: AccountBrandingServiceDeps;

  constructor(deps: AccountBrandingServiceDeps) {
    this.#deps = deps;
  }

  /**
   * @throws {VersionConflictError} with the present state; {@link UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link AppError}
   * `FORBIDDEN`, also in the place of another.
   */
  async update(
    operation: Operation,
    { expectedVersion, ...change }: BrandingChange & { readonly expectedVersion: number },
  ): Promise<AccountBranding> {
    const { db, brandings, outbox, clock } = this.#deps;
    const { viewer } = operation;
    const access = await operation.access.require(change.accountId, 'templates:manage', ['accountId']);
    if (viewer.kind === 'user' && viewer.act)
      throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
    const wanted = requireBranding(change);
    return outbox.transaction(db, access.rows, async (tx, events) => {
      const present = (await brandings.lock(tx, access)) ?? unsaid(access.accountId);
      if (present.version !== expectedVersion) throw new VersionConflictError(present, present.version);
      const branding = { ...wanted, version: present.version + 1, updatedAt: clock.now() };
      await brandings.save(tx, branding);
      const { accountId, version } = branding;
      events.append(accountBrandingUpdated({ accountId, version }, operation.cause));
      return branding;
    });
  }

  /** In the order of `accesses`; as it is for everybody where an account has said nothing. */
  async listByAccounts(accesses: readonly AccountAccess[]): Promise<AccountBranding[]> {
    const found = await this.#deps.brandings.listByAccounts(accesses);
    return found.map((branding, index) => branding ?? unsaid(accesses[index]?.accountId ?? ''));
  }

  /** Of an account that is no more, whose rows the transaction sees. */
  removeOfAccount(tx: Transaction, accountId: string): Promise<void> {
    return this.#deps.brandings.deleteOfAccount(tx, accountId);
  }
}

function unsaid(accountId: string): AccountBranding {
  const nothing = { name: null, color: null, logoUrl: null, footer: null, locale: null };
  return { accountId, ...nothing, version: 0, updatedAt: new Date(0) };
}

function requireBranding({ accountId, name, color, logoUrl, footer, locale }: BrandingChange): BrandingChange {
  return {
    accountId,
    name: name === null ? null : requireText(name, { path: ['name'], max: maxName }),
    color: color === null ? null : requireColour(color),
    logoUrl: logoUrl === null ? null : requireLogo(logoUrl),
    footer: footer === null ? null : requireText(footer, { path: ['footer'], max: maxFooter }),
    locale: locale === null ? null : requireLocale(locale, ['locale']),
  };
}

function requireColour(text: string): string {
  const colour = text.toLowerCase();
  if (!colourShape.test(colour)) throw invalid('"color" is "#" and six hexadecimal digits.', 'color');
  if (!isSeenOnWhite(colour)) throw invalid('This colour is hardly seen on white: it has a contrast below 3.', 'color');
  return colour;
}

function requireLogo(text: string): string {
  const url = text.length <= maxLogoUrl ? safeUrl(text) : null;
  if (!url?.startsWith('https:'))
    throw invalid(`"logoUrl" is a URL that begins with https://, of at most ${maxLogoUrl} characters.`, 'logoUrl');
  return url;
}

function invalid(message: string, field: string): UserFault {
  return new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, [field]);
}

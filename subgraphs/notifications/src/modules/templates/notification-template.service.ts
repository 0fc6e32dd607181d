import type { Database, Idempotency, Transaction } from '@trivet/database';
import { newId } from '@trivet/database';
import type { AccountAccess } from '@trivet/identity';
import type { Announcements, Outbox } from '@trivet/messaging';
import { AppError, type Clock, NotFoundError, UserFault } from '@trivet/platform';
import { type Operation, requireLocale, requireText, VersionConflictError } from '@trivet/subgraph';
import { sampleLook, type TemplateDraft } from './account-look.model.ts';
import { checked, TooManyTemplatesError } from './notification-template.errors.ts';
import { templateRemoved, templateUpdated } from './notification-template.events.ts';
import type { NotificationTemplate, NotificationTemplateVersion } from './notification-template.model.ts';
import type { NotificationTemplateRepository } from './notification-template.repository.ts';
import type { LetterRenderer } from './rendering/letter-renderer.ts';
import { maxSourceLength } from './rendering/template-language.ts';

export interface NotificationTemplateServiceDeps {
  readonly db: Database;
  readonly templates: NotificationTemplateRepository;
  readonly renderer: LetterRenderer;
  readonly idempotency: Idempotency;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

type Content = Pick<NotificationTemplate, 'subject' | 'body'>;

const maxTemplates = 60;
const keptVersions = 20;
const maxSubject = 300;

/** What accounts write themselves of what is told in their names. */
export class NotificationTemplateService {
  readonly #deps: NotificationTemplateServiceDeps;

  constructor(deps: NotificationTemplateServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Says how mails of a kind read in a language.
   * @param draft.expectedVersion null where there is none yet.
   * @throws {VersionConflictError} with the present state; {@link TemplateInvalidError}; {@link TooManyTemplatesError};
   * {@link UserFault} `NOT_FOUND`, `INVALID_INPUT`; {@link AppError} `FORBIDDEN`, also in the place of another.
   */
  async upsert(
    operation: Operation,
    input: TemplateDraft & { readonly expectedVersion: number | null },
  ): Promise<NotificationTemplate> {
    const { db, templates, idempotency, outbox } = this.#deps;
    const access = await this.requireEditor(operation, input.accountId, ['accountId']);
    const draft = this.requireDraft(input);
    const newTemplateId = newId();
    const { written } = await outbox.transaction(db, access.rows, async (tx, events) => {
      await templates.lock(tx, access);
      const present = await templates.findWithin(tx, access, draft);
      const templateId = present?.id ?? newTemplateId;
      const earlierId = await idempotency.claim(tx, operation.repeatable('templateUpsert', input), templateId);
      if (earlierId) return { written: await this.#get(tx, access, earlierId) };
      requireVersion(present, input.expectedVersion);
      if (present) return { written: await this.#change({ tx, events }, operation, present, draft) };
      if ((await templates.count(tx, access)) >= maxTemplates) throw new TooManyTemplatesError(maxTemplates);
      const { accountId, kind, locale, subject, body } = draft;
      const created = { id: templateId, accountId, kind, locale, subject, body, version: 1, ...this.#now(operation) };
      await templates.insert(tx, created);
      events.append(templateUpdated(eventPayload(created), operation.cause));
      return { written: created };
    });
    return written;
  }

  /**
   * Makes what it was before what it is, as one more version.
   * @throws {TemplateInvalidError} where that is no good any more; as `upsert`.
   */
  async restore(
    operation: Operation,
    input: { readonly id: string; readonly version: number; readonly expectedVersion: number },
  ): Promise<NotificationTemplate> {
    const { db, templates, idempotency, outbox } = this.#deps;
    const access = await this.#requireEditorOf(operation, input.id);
    const { restored } = await outbox.transaction(db, access.rows, async (tx, events) => {
      await templates.lock(tx, access);
      const present = await this.#get(tx, access, input.id);
      const earlierId = await idempotency.claim(tx, operation.repeatable('templateRestore', input), input.id);
      if (earlierId) return { restored: present };
      requireVersion(present, input.expectedVersion);
      const wanted = await templates.findVersion(tx, present.id, input.version);
      if (!wanted) throw new NotFoundError('version', ['version']);
      const draft = this.requireDraft({ ...present, subject: wanted.subject, body: wanted.body });
      return { restored: await this.#change({ tx, events }, operation, present, draft) };
    });
    return restored;
  }

  /**
   * Mails read again as they do for everybody.
   * @returns its id.
   * @throws {NotFoundError}; {@link AppError} `FORBIDDEN`, also in the place of another.
   */
  async remove(operation: Operation, { id }: { readonly id: string }): Promise<string> {
    const { db, templates, outbox } = this.#deps;
    const access = await this.#requireEditorOf(operation, id);
    await outbox.transaction(db, access.rows, async (tx, events) => {
      await templates.lock(tx, access);
      const present = await this.#get(tx, access, id);
      await templates.delete(tx, access, id);
      events.append(templateRemoved(eventPayload(present, present.version + 1), operation.cause));
    });
    return id;
  }

  /** In the order of `ids`; null for what does not exist or the viewer may not see. */
  findByIds({ access }: Operation, ids: readonly string[]): Promise<(NotificationTemplate | null)[]> {
    return access.lookUp('templates:manage', ids, (scope, wanted) => this.#deps.templates.findByIds(scope, wanted));
  }

  /** All of each account, in the order of `accesses`. */
  listByAccounts(accesses: readonly AccountAccess[]): Promise<NotificationTemplate[][]> {
    return this.#deps.templates.listByAccounts(accesses);
  }

  /** What each of them was before, the newest first, in their order. */
  listVersions(templates: readonly NotificationTemplate[]): Promise<NotificationTemplateVersion[][]> {
    return this.#deps.templates.listVersions(templates);
  }

  /** Of an account that is no more, whose rows the transaction sees. */
  removeOfAccount(tx: Transaction, accountId: string): Promise<void> {
    return this.#deps.templates.deleteOfAccount(tx, accountId);
  }

  /** @throws {NotFoundError}; {@link AppError} `FORBIDDEN`, also in the place of another. */
  async requireEditor(
    { access, viewer }: Operation,
    accountId: string,
    path: readonly string[] | null = null,
  ): Promise<AccountAccess> {
    const found = await access.require(accountId, 'templates:manage', path);
    if (viewer.kind === 'user' && viewer.act)
      throw new AppError('FORBIDDEN', 'Nobody can do this in the place of another.');
    return found;
  }

  /**
   * A draft that can be used, as it would be kept.
   * @throws {TemplateInvalidError}; {@link UserFault} `INVALID_INPUT`.
   */
  requireDraft({ accountId, kind, locale, subject, body }: TemplateDraft): TemplateDraft {
    const draft = {
      ...{ accountId, kind, locale: requireLocale(locale, ['locale']) },
      subject: requireText(subject, { path: ['subject'], max: maxSubject }),
      body: requireBody(body),
    };
    checked(() => this.#deps.renderer.preview(kind, { locale: draft.locale, source: draft, account: sampleLook }));
    return draft;
  }

  async #requireEditorOf(operation: Operation, id: string): Promise<AccountAccess> {
    operation.access.requireSignedIn();
    const [found] = await this.findByIds(operation, [id]);
    if (!found) throw noSuchTemplate();
    return this.requireEditor(operation, found.accountId);
  }

  async #get(tx: Transaction, access: AccountAccess, id: string): Promise<NotificationTemplate> {
    const found = await this.#deps.templates.findWithin(tx, access, { id });
    if (!found) throw noSuchTemplate();
    return found;
  }

  async #change(
    { tx, events }: { readonly tx: Transaction; readonly events: Announcements },
    operation: Operation,
    present: NotificationTemplate,
    { subject, body }: Content,
  ): Promise<NotificationTemplate> {
    const change = { subject, body, version: present.version + 1, ...this.#now(operation) };
    await this.#deps.templates.update(tx, present, change, keptVersions);
    const changed = { ...present, ...change };
    events.append(templateUpdated(eventPayload(changed), operation.cause));
    return changed;
  }

  #now({ cause }: Operation): Pick<NotificationTemplate, 'updatedAt' | 'updatedById'> {
    return { updatedAt: this.#deps.clock.now(), updatedById: cause.actor };
  }
}

function requireVersion(present: NotificationTemplate | null, expected: number | null): void {
  if ((present?.version ?? null) === expected) return;
  if (!present) throw new NotFoundError('template', ['expectedVersion']);
  throw new VersionConflictError(present, present.version);
}

/** Liquid, with its lines. What it may hold besides is looked at when it is read. */
function requireBody(body: string): string {
  const lines = body.replaceAll('\r\n', '\n').trim();
  if (lines.length >= 1 && lines.length <= maxSourceLength) return lines;
  const message = `"body" has 1 to ${maxSourceLength} characters.`;
  throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', message, ['body']);
}

function eventPayload({ accountId, id, version: current }: NotificationTemplate, version: number = current) {
  return { accountId, templateId: id, version };
}

function noSuchTemplate(): NotFoundError {
  return new NotFoundError('template', ['id']);
}

import { type Database, newId } from '@trivet/database';
import { requireUser } from '@trivet/identity';
import { AppError, type Clock, RateLimitedError } from '@trivet/platform';
import type { Limit, Operation } from '@trivet/subgraph';
import type { DeliveryService } from '../deliveries/delivery.service.ts';
import type { PersonService } from '../persons/person.service.ts';
import { sampleLook, type TemplateDraft } from './account-look.model.ts';
import type { AccountLookService } from './account-look.service.ts';
import { checked, EmailNotVerifiedError } from './notification-template.errors.ts';
import type { NotificationTemplateService } from './notification-template.service.ts';
import type { LetterRenderer, RenderedLetter } from './rendering/letter-renderer.ts';

/** The kind of a delivery by which somebody is sent his own draft. */
export const templateTested = 'notification_template.tested';

export interface TemplateTrialServiceDeps {
  /** Whose commits wake whoever sends mails. */
  readonly db: Pick<Database, 'transaction'>;
  readonly templates: NotificationTemplateService;
  readonly looks: AccountLookService;
  readonly renderer: LetterRenderer;
  readonly deliveries: DeliveryService;
  readonly persons: PersonService;
  /** Whether mails leave. */
  readonly sendsMails: boolean;
  /** Of an account, and of a person. */
  readonly previewLimit: Limit;
  readonly testLimit: Limit;
  readonly clock: Clock;
}

/** What a template would look like, before it is anybody's mail. */
export class TemplateTrialService {
  readonly #deps: TemplateTrialServiceDeps;

  constructor(deps: TemplateTrialServiceDeps) {
    this.#deps = deps;
  }

  /** @throws as `NotificationTemplateService.upsert`; {@link RateLimitedError}. */
  async preview(operation: Operation, input: TemplateDraft): Promise<RenderedLetter> {
    const { templates, looks, renderer, previewLimit } = this.#deps;
    const { accountId } = await templates.requireEditor(operation, input.accountId, ['accountId']);
    await take(previewLimit, accountId, 'This account has looked at enough previews for now.');
    const source = templates.requireDraft(input);
    const account = (await looks.find(source.kind, { id: accountId, name: sampleLook.name })) ?? sampleLook;
    return checked(() => renderer.preview(source.kind, { locale: source.locale, source, account }));
  }

  /**
   * To the viewer's own address, and to no other.
   * @returns when it was queued.
   * @throws as `preview`; {@link EmailNotVerifiedError}; {@link AppError} `UNAUTHENTICATED` for who is no person.
   */
  async send(operation: Operation, input: TemplateDraft): Promise<Date> {
    const { db, templates, deliveries, persons, sendsMails, testLimit, clock } = this.#deps;
    const { rows, accountId } = await templates.requireEditor(operation, input.accountId, ['accountId']);
    const { userId } = requireUser(operation.viewer);
    if (!sendsMails) throw new AppError('FORBIDDEN', 'This installation sends no mails.');
    const { kind, locale, subject, body } = templates.requireDraft(input);
    const person = await persons.find(userId, operation.cause.requestId);
    if (!person?.isVerified) throw new EmailNotVerifiedError();
    await take(testLimit, userId, 'You have sent yourself enough for now.');
    const occurredAt = clock.now();
    const about = {
      userId,
      accountId,
      occasionId: newId(),
      kind: templateTested,
      chosenBy: 'owed' as const,
      category: 'activity',
      occurredAt,
    } as const;
    const content = { title: subject, body, target: null, payload: { templateKind: kind, locale } };
    await db.transaction({ ...rows, persons: [userId] }, (tx) =>
      deliveries.queue(tx, 'email', [{ ...about, ...content }]),
    );
    return occurredAt;
  }
}

/** @throws {RateLimitedError} */
async function take(limit: Limit, key: string, message: string): Promise<void> {
  const waitMs = await limit.take(key);
  if (waitMs > 0) throw new RateLimitedError(message, Math.ceil(waitMs / 1000));
}

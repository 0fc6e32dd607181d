import { type Database, Idempotency } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Clock, Logger } from '@trivet/platform';
import type { MailConfig } from './config/config.ts';
import { AccountBrandingRepository } from './modules/templates/account-branding.repository.ts';
import { AccountBrandingService } from './modules/templates/account-branding.service.ts';
import { AccountLookService } from './modules/templates/account-look.service.ts';
import { NotificationTemplateRepository } from './modules/templates/notification-template.repository.ts';
import { NotificationTemplateService } from './modules/templates/notification-template.service.ts';
import { LetterRenderer } from './modules/templates/rendering/letter-renderer.ts';
import { idempotencyKeys } from './notifications-schema.model.ts';

export interface LettersDeps {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How what is told reads, and what accounts say of that. */
export function createLetters(
  { logger, ...deps }: LettersDeps,
  { productName }: Pick<MailConfig, 'productName'>,
): {
  readonly renderer: LetterRenderer;
  readonly branding: AccountBrandingService;
  readonly templates: NotificationTemplateService;
  readonly looks: AccountLookService;
} {
  const renderer = new LetterRenderer({ productName, logger });
  const brandings = new AccountBrandingRepository(deps.db);
  const written = new NotificationTemplateRepository(deps.db);
  const idempotency = new Idempotency(idempotencyKeys);
  return {
    renderer,
    branding: new AccountBrandingService({ ...deps, brandings }),
    templates: new NotificationTemplateService({ ...deps, templates: written, renderer, idempotency }),
    looks: new AccountLookService({ brandings, templates: written }),
  };
}

import { type Database, Idempotency } from '@trivet/database';
import type { Outbox } from '@trivet/messaging';
import type { Clock, Logger } from '@trivet/platform';
import { type Counters, Limit, type Rate } from '@trivet/subgraph';
import type { NotificationsServices } from './api/context.ts';
import type { MailConfig } from './config/config.ts';
import { AccountBrandingRepository } from './modules/templates/account-branding.repository.ts';
import { AccountBrandingService } from './modules/templates/account-branding.service.ts';
import { AccountLookService } from './modules/templates/account-look.service.ts';
import { NotificationTemplateRepository } from './modules/templates/notification-template.repository.ts';
import { NotificationTemplateService } from './modules/templates/notification-template.service.ts';
import { LetterRenderer } from './modules/templates/rendering/letter-renderer.ts';
import { TemplateFormService } from './modules/templates/template-form.service.ts';
import { TemplateTrialService, type TemplateTrialServiceDeps } from './modules/templates/template-trial.service.ts';
import { idempotencyKeys } from './notifications-schema.model.ts';

export interface LettersDeps {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Of one account: each takes about a millisecond. */
const previewRates: readonly Rate[] = [{ max: 60, seconds: 60 }];
/** Of one person, who fills his own mailbox. */
const testRates: readonly Rate[] = [{ max: 10, seconds: 3_600 }];

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

/** What resolvers have of it. */
export function createTemplateServices(
  {
    branding,
    ...deps
  }: Omit<TemplateTrialServiceDeps, 'sendsMails' | 'previewLimit' | 'testLimit'> & {
    readonly branding: AccountBrandingService;
  },
  { counters, sendsMails }: { readonly counters: Counters; readonly sendsMails: boolean },
): Pick<NotificationsServices, 'templates' | 'templateTrials' | 'templateForms' | 'branding'> {
  const templateTrials = new TemplateTrialService({
    ...{ ...deps, sendsMails },
    previewLimit: new Limit(counters, { name: 'template previews', rates: previewRates }),
    testLimit: new Limit(counters, { name: 'template tests', rates: testRates }),
  });
  const { templates, renderer } = deps;
  return { templates, templateTrials, templateForms: new TemplateFormService({ renderer }), branding };
}

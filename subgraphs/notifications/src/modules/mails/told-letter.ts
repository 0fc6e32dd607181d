import type { Delivery } from '../deliveries/delivery.model.ts';
import type { TemplateDraft } from '../templates/account-look.model.ts';
import type { Letter } from '../templates/rendering/letter-renderer.ts';
import { isAccountTemplateKind, templatesOfEvents } from '../templates/template-kind.model.ts';
import { templateTested } from '../templates/template-trial.service.ts';

/** What of a delivery says what it tells. */
export type TellingDelivery = Pick<
  Delivery,
  'kind' | 'category' | 'title' | 'body' | 'target' | 'payload' | 'occurredAt'
>;

/** What a delivery tells, in the terms of its kind's templates; in the words of the inbox where its kind has none. */
export function letterOf(
  { kind, category, title, body, target, payload, occurredAt }: TellingDelivery,
  { url, accountName }: { readonly url: string | null; readonly accountName: string | null },
): Pick<Letter, 'kind' | 'facts'> {
  const common = { 'account.name': accountName, 'action.url': url };
  // Whatever is announced is somebody's word, and says so.
  if (category === 'announcement')
    return { kind: 'announcement.sent', facts: { ...common, 'announcement.title': title, 'announcement.body': body } };
  const template = Object.hasOwn(templatesOfEvents, kind) ? templatesOfEvents[kind] : undefined;
  const type = payload?.['resourceType'];
  if (template === 'resource.created' && typeof type === 'string')
    // Of many there is none in particular to lead to.
    return { kind: template, facts: { ...common, 'resource.type': type, isMany: target === null } };
  if (template && template !== 'resource.created') return { kind: template, facts: { at: occurredAt } };
  return {
    kind: 'notification',
    facts: { 'notification.title': title, 'notification.body': body, 'action.url': url },
  };
}

/** Of a delivery by which somebody is sent his own draft: what that is a draft of. */
export function testedTemplate({ kind, payload }: Delivery): Pick<TemplateDraft, 'kind' | 'locale'> | null {
  if (kind !== templateTested) return null;
  const { templateKind, locale } = payload ?? {};
  return typeof templateKind === 'string' && isAccountTemplateKind(templateKind) && typeof locale === 'string'
    ? { kind: templateKind, locale }
    : null;
}

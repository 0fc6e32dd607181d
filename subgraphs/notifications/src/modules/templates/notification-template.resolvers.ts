import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload, VersionConflictError } from '@trivet/subgraph';
import type { NotificationsContext } from '../../api/context.ts';
import {
  type AccountResolvers,
  type MutationResolvers,
  type NotificationTemplateFormResolvers,
  type NotificationTemplateForm as NotificationTemplateFormType,
  NotificationTemplateKind,
  type NotificationTemplateResolvers,
  type NotificationTemplate as NotificationTemplateType,
  type NotificationTemplateVersionResolvers,
  type NotificationTemplateVersion as NotificationTemplateVersionType,
} from '../../api/schema.generated.ts';
import type { TemplateDraft } from './account-look.model.ts';
import type {
  NotificationTemplate as NotificationTemplateModel,
  NotificationTemplateVersion as NotificationTemplateVersionModel,
} from './notification-template.model.ts';
import type { TemplateForm } from './template-form.service.ts';
import type { AccountTemplateKind } from './template-kind.model.ts';

const shownKinds: Readonly<Record<AccountTemplateKind, NotificationTemplateKind>> = {
  invitation: NotificationTemplateKind.Invitation,
  'resource.created': NotificationTemplateKind.ResourceCreated,
  'announcement.sent': NotificationTemplateKind.Announcement,
};
const storedKinds: Readonly<Record<NotificationTemplateKind, AccountTemplateKind>> = {
  [NotificationTemplateKind.Invitation]: 'invitation',
  [NotificationTemplateKind.ResourceCreated]: 'resource.created',
  [NotificationTemplateKind.Announcement]: 'announcement.sent',
};

export const NotificationTemplate: Complete<
  NotificationTemplateResolvers,
  NotificationTemplateType,
  NotificationTemplateModel
> = {
  id: ({ id }) => globalId('tpl', id),
  // Tenant data: the planner may ask about a template that its viewer may not see.
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'tpl' ? loaders.template.load(reference.uuid) : null;
  },
  kind: ({ kind }) => shownKinds[kind],
  account: ({ accountId }) => ({ id: accountId }),
  updatedBy: ({ updatedById }) => (updatedById === null ? null : { id: updatedById }),
  versions: (template, _args, { loaders }) => loaders.versionsOfTemplate.load(template),
};

export const NotificationTemplateVersion: Complete<
  NotificationTemplateVersionResolvers,
  NotificationTemplateVersionType,
  NotificationTemplateVersionModel
> = {
  updatedBy: ({ updatedById }) => (updatedById === null ? null : { id: updatedById }),
};

export const NotificationTemplateForm: Complete<
  NotificationTemplateFormResolvers,
  NotificationTemplateFormType,
  TemplateForm
> = {
  kind: ({ kind }) => shownKinds[kind],
  variables: ({ variables }) => [...variables],
  builtIn: ({ builtIn }) => [...builtIn],
};

export const templatesOfAccount = {
  notificationTemplates: async ({ id }, _args, { operation, loaders }) => {
    const access = await operation.access.find(id, 'templates:manage');
    return access && loaders.templatesOfAccounts.load(access);
  },
  notificationTemplateForms: async ({ id }, _args, { operation, templateForms }) =>
    (await operation.access.find(id, 'templates:manage')) && templateForms.list(),
} satisfies AccountResolvers<NotificationsContext>;

interface DraftInput {
  readonly accountId: string;
  readonly kind: NotificationTemplateKind;
  readonly locale: string;
  readonly subject: string;
  readonly body: string;
}

export const templateMutations = {
  templateUpsert: (_root, { input }, { operation, templates }) =>
    payload(async () => {
      const { expectedVersion = null } = input;
      return { template: await templates.upsert(operation, { ...draftOf(input), expectedVersion }) };
    }, presentAfterConflict),
  templateRestore: (_root, { input }, { operation, templates }) =>
    payload(
      async () => ({
        template: await templates.restore(operation, { ...input, id: parseGlobalId('tpl', input.id) }),
      }),
      presentAfterConflict,
    ),
  templateRemove: (_root, { input }, { operation, templates }) => {
    operation.refuseRepetition('templateRemove');
    return payload(async () => ({
      templateId: globalId('tpl', await templates.remove(operation, { id: parseGlobalId('tpl', input.id) })),
    }));
  },
  templatePreview: (_root, { input }, { operation, templateTrials }) => {
    operation.refuseRepetition('templatePreview');
    return payload(async () => ({ preview: await templateTrials.preview(operation, draftOf(input)) }));
  },
  templateTestSend: (_root, { input }, { operation, templateTrials }) => {
    operation.refuseRepetition('templateTestSend');
    return payload(async () => ({ queuedAt: await templateTrials.send(operation, draftOf(input)) }));
  },
} satisfies MutationResolvers<NotificationsContext>;

function draftOf({ accountId, kind, ...content }: DraftInput): TemplateDraft {
  const { locale, subject, body } = content;
  return { accountId: parseGlobalId('acc', accountId), kind: storedKinds[kind], locale, subject, body };
}

function presentAfterConflict(fault: Error): { readonly template?: NotificationTemplateModel } {
  return fault instanceof VersionConflictError ? { template: fault.current as NotificationTemplateModel } : {};
}

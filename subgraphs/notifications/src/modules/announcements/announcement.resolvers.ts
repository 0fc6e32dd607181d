import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { NotificationsContext } from '../../api/context.ts';
import {
  type AccountResolvers,
  type AnnouncementResolvers,
  AnnouncementRole,
  type Announcement as AnnouncementType,
  type MutationResolvers,
} from '../../api/schema.generated.ts';
import type { MemberRole } from './announcement.model.ts';
import type { ShownAnnouncement } from './announcement.service.ts';

const storedRoles: Readonly<Record<AnnouncementRole, MemberRole>> = {
  [AnnouncementRole.Owner]: 'owner',
  [AnnouncementRole.Admin]: 'admin',
  [AnnouncementRole.Member]: 'member',
  [AnnouncementRole.Viewer]: 'viewer',
};

export const Announcement: Complete<AnnouncementResolvers, AnnouncementType, ShownAnnouncement> = {
  id: ({ id }) => globalId('ann', id),
  // Tenant data: the planner may ask about an announcement that its viewer may not see.
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'ann' ? loaders.announcement.load(reference.uuid) : null;
  },
  account: ({ accountId }) => ({ id: accountId }),
  sentBy: ({ sentById }) => (sentById === null ? null : { id: sentById }),
};

export const announcementsOfAccount = {
  announcements: async ({ id }, args, { operation, loaders }) => {
    const page = pageRequest(args);
    const access = await operation.access.find(id, 'announcements:send');
    return access && connectionOf(await loaders.announcementsOfAccounts(page).load(access));
  },
} satisfies AccountResolvers<NotificationsContext>;

export const announcementMutations = {
  notificationSend: (_root, { input }, { operation, announcements }) =>
    payload(async () => ({
      announcement: await announcements.send(operation, {
        accountId: parseGlobalId('acc', input.accountId),
        userId: input.userId == null ? null : parseGlobalId('usr', input.userId),
        role: input.role == null ? null : storedRoles[input.role],
        roleId: input.roleId == null ? null : parseGlobalId('rol', input.roleId),
        title: input.title,
        body: input.body,
        link: input.link ?? null,
        scheduledAt: input.scheduledAt ?? null,
      }),
    })),
  notificationCancel: (_root, { input: { id } }, { operation, announcements }) =>
    payload(async () => ({ announcement: await announcements.cancel(operation, parseGlobalId('ann', id)) })),
} satisfies MutationResolvers<NotificationsContext>;

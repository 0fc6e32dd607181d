import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, globalId } from '@trivet/platform';
import type { NotificationsContext } from '../../api/context.ts';
import { shownChannels, storedChannels } from '../../api/enums.ts';
import type {
  DevelopmentMessageResolvers,
  DevelopmentMessage as DevelopmentMessageType,
  QueryResolvers,
} from '../../api/schema.generated.ts';
import type { MailboxMail } from './mailbox.model.ts';
import type { MailboxService } from './mailbox.service.ts';

const DevelopmentMessage: Complete<DevelopmentMessageResolvers, DevelopmentMessageType, MailboxMail> = {
  id: ({ id }) => globalId('dvm', id),
  channel: ({ channel }) => shownChannels[channel],
  html: ({ html }) => html || null,
};

/** What there is besides, where somebody develops. */
export function developmentResolvers(mailbox: MailboxService) {
  const queries = {
    developmentMailbox: async (_query, { filter, ...args }) => {
      const { channel, recipient } = filter ?? {};
      const wanted = { channel: channel ? storedChannels[channel] : null, recipient: recipient ?? null };
      return connectionOf(await mailbox.listPage(wanted, pageRequest(args)));
    },
  } satisfies QueryResolvers<NotificationsContext>;
  return { queries, types: { DevelopmentMessage } };
}

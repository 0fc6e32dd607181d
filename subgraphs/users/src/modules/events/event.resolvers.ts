import { pageRequest } from '@trivet/database';
import { type Complete, globalId, parseGlobalId } from '@trivet/platform';
import type { UsersContext } from '../../api/context.ts';
import type {
  AccountEventResolvers,
  AccountEvent as AccountEventType,
  QueryResolvers,
} from '../../api/schema.generated.ts';
import { subjectIdOf } from '../../api/subject-id.ts';
import type { AccountEvent as AccountEventModel } from './event.service.ts';

export const AccountEvent: Complete<AccountEventResolvers, AccountEventType, AccountEventModel> = {
  id: ({ event }) => globalId('evt', event.id),
  type: ({ event }) => event.type,
  occurredAt: ({ event }) => event.occurredAt,
  subjectId: ({ event }) => subjectIdOf(event.subject),
  payload: ({ event }) => event.payload,
};

export const eventQueries = {
  events: async (_root, { accountId, after, first }, { operation, events }) => {
    const page = pageRequest({ first });
    const access = await operation.access.find(parseGlobalId('acc', accountId), 'events:read');
    return access && events.list(access, { first: page.first, after: after ?? null });
  },
} satisfies QueryResolvers<UsersContext>;

import { live } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { QueryResolvers, SubscriptionResolvers } from '../../api/schema.generated.ts';

export const revocationQueries = {
  _sessionIsActive: (_root, { userId, sessionId }, { viewer, revocations }) =>
    revocations.isActive(viewer, { userId, sessionId }),
} satisfies QueryResolvers<UsersContext>;

export const revocationSubscriptions = {
  _sessionsRevoked: live((_root, _args, { request, revocations }) =>
    revocations.follow(request.viewer, request.signal),
  ),
} satisfies SubscriptionResolvers<UsersContext>;

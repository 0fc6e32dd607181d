import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import { entered } from '../../api/entrance.ts';
import type {
  MutationResolvers,
  SessionResolvers,
  Session as SessionType,
  UserResolvers,
} from '../../api/schema.generated.ts';
import { neverProved, type Session as SessionModel } from './session.model.ts';

export const Session: Complete<SessionResolvers, SessionType, SessionModel> = {
  id: ({ id }) => globalId('ses', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'ses' ? loaders.session.load(reference.uuid) : null;
  },
  authenticatedAt: ({ createdAt, authenticatedAt }) =>
    authenticatedAt?.getTime() === neverProved.getTime() ? null : (authenticatedAt ?? createdAt),
  idleExpiresAt: ({ expiresAt, idleExpiresAt }) => idleExpiresAt ?? expiresAt,
  lastUsedAt: ({ createdAt, lastUsedAt }) => lastUsedAt ?? createdAt,
  agent: async (session, _args, { loaders }) => (await loaders.sessionClient.load(session)).agent ?? null,
  address: async (session, _args, { loaders }) => (await loaders.sessionClient.load(session)).address ?? null,
  isImpersonation: ({ impersonatorId }) => impersonatorId !== null,
  isCurrent: ({ id }, _args, { viewer }) => viewer.kind === 'user' && viewer.sessionId === id,
};

export const sessionsOfUser = {
  sessions: async ({ id }, args, { sessions }) => connectionOf(await sessions.list(id, pageRequest(args))),
} satisfies UserResolvers<UsersContext>;

export const sessionMutations = {
  sessionCreate: (_root, { input }, { operation, signIns }) => {
    operation.refuseRepetition('sessionCreate');
    return payload(async () => entered(await signIns.enterByPassword(operation, input)));
  },
  sessionRefresh: (_root, { input }, { operation, refreshes, loaders }) => {
    operation.refuseRepetition('sessionRefresh');
    return payload(async () => {
      const signIn = await refreshes.refresh(operation, input.refreshToken);
      return { ...signIn, user: await loaders.user.load(signIn.session.userId) };
    });
  },
  sessionReauthenticate: (_root, { input }, { operation, reauthentications }) => {
    operation.refuseRepetition('sessionReauthenticate');
    return payload(async () => {
      const { session, accessToken } = await reauthentications.reauthenticate(operation, input);
      return { accessToken: accessToken.token, expiresAt: accessToken.expiresAt, session };
    });
  },
  sessionImpersonate: (_root, { input }, { operation, impersonations }) => {
    operation.refuseRepetition('sessionImpersonate');
    const { userId, reason } = input;
    return payload(() => impersonations.begin(operation, { userId: parseGlobalId('usr', userId), reason }));
  },
  sessionRevoke: (_root, { input }, { operation, sessions }) =>
    payload(async () => ({ session: await sessions.revoke(operation, parseGlobalId('ses', input.sessionId)) })),
  sessionRevokeOthers: async (_root, _args, { operation, sessions }) => ({
    revokedCount: await sessions.revokeOthers(operation),
    userErrors: [],
  }),
  sessionRevokeAll: async (_root, _args, { operation, sessions }) => ({
    revokedCount: await sessions.revokeAll(operation),
    userErrors: [],
  }),
} satisfies MutationResolvers<UsersContext>;

import { connectionOf, pageRequest } from '@trivet/database';
import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type {
  MutationResolvers,
  SessionResolvers,
  Session as SessionType,
  UserResolvers,
} from '../../api/schema.generated.ts';
import type { User } from '../users/user.model.ts';
import type { Session as SessionModel } from './session.model.ts';
import type { SignIn } from './session.service.ts';

export const Session: Complete<SessionResolvers, SessionType, SessionModel> = {
  id: ({ id }) => globalId('ses', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'ses' ? loaders.session.load(reference.uuid) : null;
  },
  lastUsedAt: ({ createdAt, lastUsedAt }) => lastUsedAt ?? createdAt,
  agent: async (session, _args, { loaders }) => (await loaders.sessionClient.load(session)).agent ?? null,
  address: async (session, _args, { loaders }) => (await loaders.sessionClient.load(session)).address ?? null,
  isCurrent: ({ id }, _args, { viewer }) => viewer.kind === 'user' && viewer.sessionId === id,
};

export const sessionsOfUser = {
  sessions: async ({ id }, args, { sessions }) => connectionOf(await sessions.list(id, pageRequest(args))),
} satisfies UserResolvers<UsersContext>;

export const sessionMutations = {
  sessionCreate: (_root, { input }, { operation, auth, sessions }) => {
    operation.refuseRepetition('sessionCreate');
    return payload(async () => {
      const user = await auth.authenticate(operation, input);
      return signedIn(await sessions.create(operation, user), user);
    });
  },
  sessionRefresh: (_root, { input }, { operation, sessions, loaders }) => {
    operation.refuseRepetition('sessionRefresh');
    return payload(async () => {
      const signIn = await sessions.refresh(operation, input.refreshToken);
      return signedIn(signIn, await loaders.user.load(signIn.session.userId));
    });
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

function signedIn({ accessToken, refreshToken, expiresAt, session }: SignIn, user: User | null) {
  return { accessToken, refreshToken, expiresAt, session, user };
}

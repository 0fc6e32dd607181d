import type { Complete } from '@trivet/platform';
import { globalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { UsersContext } from '../../api/context.ts';
import type { MutationResolvers, SessionResolvers, Session as SessionType } from '../../api/schema.generated.ts';
import type { User } from '../users/user.model.ts';
import type { Session as SessionModel } from './session.model.ts';
import type { SignIn } from './session.service.ts';

export const Session: Complete<SessionResolvers, SessionType, SessionModel> = {
  id: ({ id }) => globalId('ses', id),
};

export const sessionMutations = {
  sessionCreate: (_root, { input }, { operation, auth, sessions }) => {
    operation.refuseRepetition('sessionCreate');
    return payload(async () => {
      const user = await auth.authenticate(input);
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
} satisfies MutationResolvers<UsersContext>;

function signedIn({ accessToken, refreshToken, expiresAt, session }: SignIn, user: User | null) {
  return { accessToken, refreshToken, expiresAt, session, user };
}

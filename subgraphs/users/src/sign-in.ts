import type { Database } from '@trivet/database';
import { AccessTokenIssuer } from '@trivet/identity';
import type { Outbox } from '@trivet/messaging';
import type { Host } from '@trivet/subgraph';
import type { UsersServices } from './api/context.ts';
import type { UsersConfig } from './config/config.ts';
import { UserLockRepository } from './modules/administrators/user-lock.repository.ts';
import { UserLockService } from './modules/administrators/user-lock.service.ts';
import type { CredentialService } from './modules/credentials/credential.service.ts';
import { PasswordService } from './modules/credentials/password.service.ts';
import { PasswordProofService } from './modules/credentials/password-proof.service.ts';
import type { ProviderProofService } from './modules/identities/provider-proof.service.ts';
import { PasskeyRepository } from './modules/passkeys/passkey.repository.ts';
import { PasskeyService } from './modules/passkeys/passkey.service.ts';
import { PasskeyVerificationService } from './modules/passkeys/passkey-verification.service.ts';
import type { PersonalKeyService } from './modules/personal-keys/personal-key.service.ts';
import { ChallengeRepository } from './modules/second-factors/challenge.repository.ts';
import { ChallengeService } from './modules/second-factors/challenge.service.ts';
import { RecoveryCodeRepository } from './modules/second-factors/recovery-code.repository.ts';
import { SecondFactorService } from './modules/second-factors/second-factor.service.ts';
import { TotpRepository } from './modules/second-factors/totp.repository.ts';
import { TotpService } from './modules/second-factors/totp.service.ts';
import { ServiceTokenRepository } from './modules/service-identities/service-token.repository.ts';
import { AuthService } from './modules/sessions/auth.service.ts';
import { LastUseService } from './modules/sessions/last-use.service.ts';
import { ReauthenticationService } from './modules/sessions/reauthentication.service.ts';
import { RefreshService } from './modules/sessions/refresh.service.ts';
import { RevocationFeed } from './modules/sessions/revocation-feed.ts';
import { SessionRepository } from './modules/sessions/session.repository.ts';
import { SessionService } from './modules/sessions/session.service.ts';
import { SessionClientService } from './modules/sessions/session-client.service.ts';
import { SignInService } from './modules/sessions/sign-in.service.ts';
import { StepUpService } from './modules/sessions/step-up.service.ts';
import { WaysInService } from './modules/sessions/ways-in.service.ts';
import type { ThrottlingService } from './modules/throttling/throttling.service.ts';
import type { UserService } from './modules/users/user.service.ts';

interface Parts extends Pick<Host, 'tail' | 'clock' | 'logger'> {
  readonly db: Database;
  readonly users: UserService;
  readonly credentials: CredentialService;
  readonly keys: PersonalKeyService;
  readonly throttling: ThrottlingService;
  readonly providerProofs: ProviderProofService;
  readonly outbox: Outbox;
}

/** What resolvers have of it. */
type SignInServices = Pick<
  UsersServices,
  | 'signIns'
  | 'reauthentications'
  | 'passwords'
  | 'secondFactors'
  | 'totp'
  | 'passkeys'
  | 'passkeyVerifications'
  | 'sessions'
  | 'refreshes'
  | 'sessionClients'
  | 'revocations'
>;

/** How persons prove who they are: this part of the composition root, with what others need of it. */
export function createSignIn(
  { lookupKey, signIn, ...config }: Pick<UsersConfig, 'accessTokens' | 'lookupKey' | 'signIn'>,
  { db, users, credentials, keys, throttling, providerProofs, outbox, tail, clock, logger }: Parts,
) {
  const locks = new UserLockService({ locks: new UserLockRepository(db) });
  const stepUp = new StepUpService({ clock, recentSeconds: signIn.recentSeconds });
  const passwordProofs = new PasswordProofService({ credentials, throttling });
  const auth = new AuthService({ users, credentials, throttling });
  const accessTokens = new AccessTokenIssuer({ ...config.accessTokens, clock });
  const idleMs = signIn.sessionIdleHours * 3_600_000;
  const sessionRepository = new SessionRepository(db);
  const sessionClients = new SessionClientService({ keys, logger });
  const sessions = new SessionService({
    db,
    sessions: sessionRepository,
    locks,
    clients: sessionClients,
    accessTokens,
    outbox,
    clock,
    idleMs,
    markKey: lookupKey,
  });
  const refreshes = new RefreshService({
    db,
    sessions: sessionRepository,
    users,
    clients: sessionClients,
    throttling,
    accessTokens,
    outbox,
    clock,
    logger,
    idleMs,
    refreshKey: lookupKey,
  });
  const totpSecrets = { totp: new TotpRepository(db), recoveryCodes: new RecoveryCodeRepository(db), lookupKey };
  const keepers = { passkeys: new PasskeyRepository(db), relyingParty: signIn.relyingParty, lookupKey };
  const passkeyVerifications = new PasskeyVerificationService({ db, ...keepers, users, outbox, clock });
  const waysIn = new WaysInService({ users, credentials, providers: providerProofs, passkeys: passkeyVerifications });
  const passkeys = new PasskeyService({ db, ...keepers, users, stepUp, waysIn, outbox, clock });
  const secondFactors = new SecondFactorService({
    ...totpSecrets,
    passkeys: passkeyVerifications,
    keys,
    throttling,
    clock,
  });
  const totp = new TotpService({ db, ...totpSecrets, users, keys, stepUp, outbox, clock });
  const challenges = new ChallengeService({
    db,
    challenges: new ChallengeRepository(),
    factors: secondFactors,
    users,
    outbox,
    clock,
  });
  const signIns = new SignInService({ auth, locks, passkeys: passkeyVerifications, challenges, sessions, throttling });
  const reauthentications = new ReauthenticationService({
    db,
    users,
    passwords: passwordProofs,
    providers: providerProofs,
    factors: secondFactors,
    sessions: sessionRepository,
    accessTokens,
    outbox,
    clock,
  });
  const passwords = new PasswordService({ db, users, proofs: passwordProofs, credentials, sessions, outbox });
  const revocations = new RevocationFeed({
    tail,
    sessions: sessionRepository,
    grants: new ServiceTokenRepository(db),
    clock,
  });
  const lastUses = new LastUseService({ sessions: sessionRepository, clients: sessionClients });
  const services: SignInServices = {
    signIns,
    reauthentications,
    passwords,
    secondFactors,
    totp,
    passkeys,
    passkeyVerifications,
    sessions,
    refreshes,
    sessionClients,
    revocations,
  };
  return { services, stepUp, waysIn, passwordProofs, challenges, accessTokens, lastUses, locks };
}

import { decryptField } from '@trivet/identity';
import { type Clock, UserFault } from '@trivet/platform';
import type { Operation } from '@trivet/subgraph';
import type { PasskeyVerificationService } from '../passkeys/passkey-verification.service.ts';
import type { PersonalKeyService } from '../personal-keys/personal-key.service.ts';
import type { ShownFactor } from '../sessions/session.service.ts';
import type { ThrottlingService } from '../throttling/throttling.service.ts';
import type { User } from '../users/user.model.ts';
import type { RecoveryCodeRepository } from './recovery-code.repository.ts';
import { hashOfRecoveryCode } from './recovery-code.ts';
import { InvalidCodeError } from './second-factor.errors.ts';
import { recoveryCodeUsed } from './second-factor.events.ts';
import type { SecondFactor } from './second-factor.model.ts';
import type { TotpRepository } from './totp.repository.ts';
import { stepOfCode } from './totp.ts';

/** By what somebody proves himself; one of them. */
export interface FactorInput {
  readonly code?: string | null | undefined;
  readonly recoveryCode?: string | null | undefined;
  /** What a browser has signed. */
  readonly passkey?: unknown;
}

/** What a person has to prove himself with besides a password. */
export interface SecondFactorStatus {
  readonly totpEnabled: boolean;
  readonly recoveryCodesLeft: number;
}

export interface SecondFactorServiceDeps {
  readonly totp: TotpRepository;
  readonly recoveryCodes: RecoveryCodeRepository;
  readonly passkeys: PasskeyVerificationService;
  readonly keys: PersonalKeyService;
  readonly throttling: ThrottlingService;
  readonly clock: Clock;
  /** Hashes recovery codes. */
  readonly lookupKey: Buffer;
}

/** What persons prove themselves with besides a password or a provider: whether it is asked of them, and whether it is good. */
export class SecondFactorService {
  readonly #deps: SecondFactorServiceDeps;

  constructor(deps: SecondFactorServiceDeps) {
    this.#deps = deps;
  }

  /**
   * What will do as a second factor; nothing for somebody of whom none is asked. Passkeys alone ask for none: who has no
   * recovery codes would be locked out with the device.
   */
  async listOf(userId: string): Promise<SecondFactor[]> {
    const { totpEnabled, recoveryCodesLeft } = await this.statusOf(userId);
    if (!totpEnabled) return [];
    const hasPasskeys = await this.#deps.passkeys.has(userId);
    return [
      'totp',
      ...(recoveryCodesLeft > 0 ? ['recovery_code' as const] : []),
      ...(hasPasskeys ? ['passkey' as const] : []),
    ];
  }

  async statusOf(userId: string): Promise<SecondFactorStatus> {
    const { totp, recoveryCodes } = this.#deps;
    const [secret, recoveryCodesLeft] = await Promise.all([totp.find(userId), recoveryCodes.count(userId)]);
    return { totpEnabled: secret?.confirmedAt != null, recoveryCodesLeft };
  }

  /**
   * What `input` proves of a person.
   * @throws {InvalidCodeError}; {@link InvalidPasskeyError}, as `redeem` does for what was used up meanwhile; {@link RateLimitedError}; {@link UserFault}
   * `INVALID_INPUT` unless it is one thing.
   */
  async show(operation: Operation, user: User, { code, recoveryCode, passkey }: FactorInput): Promise<ShownFactor> {
    const given = [code, recoveryCode, passkey].filter((proof) => proof != null);
    if (given.length === 1) {
      if (code != null) return this.#showCode(operation, user, code);
      if (recoveryCode != null) return this.#showRecoveryCode(operation, user, recoveryCode);
      return this.#deps.passkeys.show(operation, passkey, user.id);
    }
    throw new UserFault('BAD_USER_INPUT', 'INVALID_INPUT', 'Give one of the proofs that this takes.');
  }

  #showCode({ client, cause }: Operation, user: User, code: string): Promise<ShownFactor> {
    const { throttling } = this.#deps;
    return throttling.code(
      { client, emailHash: user.emailHash, requestId: cause.requestId },
      () => this.#verifyCode(user, code),
      (error) => error instanceof InvalidCodeError,
    );
  }

  async #verifyCode({ id }: User, code: string): Promise<ShownFactor> {
    const { totp, keys, clock } = this.#deps;
    const wrong = () => new InvalidCodeError(['code']);
    const [kept, [key]] = await Promise.all([totp.find(id), keys.findByUserIds([id])]);
    if (!kept?.confirmedAt || !key) throw wrong();
    const step = stepOfCode(openTotpSecret(key, id, kept.secret), code, clock.now());
    if (step === null || step <= kept.lastStep) throw wrong();
    return {
      method: 'totp',
      redeem: async ({ tx }) => {
        if (!(await totp.takeStep(tx, id, step))) throw wrong();
      },
    };
  }

  /** Not counted against the person: with 120 bits there is nothing to guess, and it is what he has when others use up his tries. */
  async #showRecoveryCode({ cause }: Operation, { id }: User, recoveryCode: string): Promise<ShownFactor> {
    const { recoveryCodes, lookupKey } = this.#deps;
    const wrong = () => new InvalidCodeError(['recoveryCode']);
    const hash = hashOfRecoveryCode(lookupKey, id, recoveryCode);
    if (!(await recoveryCodes.has(id, hash))) throw wrong();
    return {
      method: 'recovery_code',
      redeem: async ({ tx, events }) => {
        if (!(await recoveryCodes.take(tx, id, hash))) throw wrong();
        events.append(recoveryCodeUsed({ userId: id }, { ...cause, actor: id }));
      },
    };
  }
}

/** As `TotpService` keeps it. */
function openTotpSecret(key: Buffer, userId: string, secret: Buffer): Buffer {
  return decryptField(key, secret, totpSecretContext(userId));
}

export function totpSecretContext(userId: string): string {
  return `users.totp_secrets.secret:${userId}`;
}

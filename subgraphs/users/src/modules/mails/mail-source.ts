import type { Access } from '@trivet/identity';
import type { AboutSignIn, Mail, MailOccasion, MailSource } from '@trivet/subgraph';
import { z } from 'zod';
import type { AccountService } from '../accounts/account.service.ts';
import { apiKeyCreated } from '../api-keys/api-key.events.ts';
import { passwordChanged, passwordReset, passwordResetRequested } from '../credentials/password.events.ts';
import { identityLinked, identityUnlinked } from '../identities/identity.events.ts';
import type { IdentityService } from '../identities/identity.service.ts';
import { invitationCreated, invitationResent } from '../invitations/invitation.events.ts';
import type { InvitationService } from '../invitations/invitation.service.ts';
import type { InvitationEmailService } from '../invitations/invitation-email.service.ts';
import type { MailedTokenService } from '../mailed-tokens/mailed-token.service.ts';
import { passkeyCloned, passkeyRegistered, passkeyRemoved } from '../passkeys/passkey.events.ts';
import { phoneNumberChangeRequested } from '../phone-numbers/phone-number.events.ts';
import type { PhoneNumberService } from '../phone-numbers/phone-number.service.ts';
import type { PreferencesService } from '../preferences/preferences.service.ts';
import {
  recoveryCodesRegenerated,
  recoveryCodeUsed,
  secondFactorFailed,
  totpEnabled,
  totpRemoved,
} from '../second-factors/second-factor.events.ts';
import { newDeviceUsed, refreshTokenReused, sessionImpersonated } from '../sessions/session.events.ts';
import type { SessionService } from '../sessions/session.service.ts';
import { emailChanged, emailChangeRequested } from '../users/email-change.events.ts';
import type { EmailChangeService } from '../users/email-change.service.ts';
import { emailVerificationRequested } from '../users/email-verification.events.ts';
import type { User } from '../users/user.model.ts';
import type { UserService } from '../users/user.service.ts';

export interface UsersMailSourceDeps {
  readonly users: UserService;
  readonly preferences: PreferencesService;
  readonly sessions: SessionService;
  readonly identities: IdentityService;
  readonly tokens: MailedTokenService;
  readonly emailChanges: EmailChangeService;
  readonly phoneNumbers: PhoneNumberService;
  readonly accounts: AccountService;
  readonly invitations: InvitationService;
  readonly invitationEmails: InvitationEmailService;
  readonly access: Access;
}

/** What a person is told of that by which he signs in. */
const signInNotices: Readonly<Record<string, AboutSignIn>> = {
  [totpEnabled.type]: 'totp_enabled',
  [totpRemoved.type]: 'totp_removed',
  [recoveryCodesRegenerated.type]: 'recovery_codes_regenerated',
  [recoveryCodeUsed.type]: 'recovery_code_used',
  [secondFactorFailed.type]: 'second_factor_failed',
  [passkeyRegistered.type]: 'passkey_registered',
  [passkeyRemoved.type]: 'passkey_removed',
  [passkeyCloned.type]: 'passkey_cloned',
  [identityLinked.type]: 'identity_linked',
  [identityUnlinked.type]: 'identity_unlinked',
  [apiKeyCreated.type]: 'api_key_created',
};
/** What they have in common. A key of an account is nobody's. */
const ofPerson = z.object({ userId: z.uuid().nullable(), sessionId: z.uuid().optional() });
/** Who is linked with a provider within so long after he came to be has registered by it, and need not be told. */
const registrationMs = 60_000;

type Recipient = Mail['recipient'];
type FindMails = (payload: MailOccasion['payload']) => Promise<readonly Mail[]>;

/** Whom events of users make us write to, and about what. Looked up when the mail is made, so it goes to who it is for by then. */
export class UsersMailSource implements MailSource {
  readonly #deps: UsersMailSourceDeps;
  readonly #byType: Readonly<Record<string, FindMails>>;

  constructor(deps: UsersMailSourceDeps) {
    this.#deps = deps;
    this.#byType = {
      [emailVerificationRequested.type]: (payload) => this.#emailVerification(payload),
      [passwordResetRequested.type]: (payload) => this.#passwordReset(payload),
      [sessionImpersonated.type]: (payload) => this.#impersonated(payload),
      [passwordReset.type]: (payload) => this.#passwordWasReset(payload),
      [passwordChanged.type]: (payload) => this.#aboutSession('password_changed', payload),
      [newDeviceUsed.type]: (payload) => this.#aboutSession('new_device', payload),
      [refreshTokenReused.type]: (payload) => this.#aboutSession('refresh_token_reused', payload),
      ...Object.fromEntries(
        Object.entries(signInNotices).map(([type, about]) => [type, (payload) => this.#signInNotice(about, payload)]),
      ),
      [emailChangeRequested.type]: (payload) => this.#emailChange(payload),
      [emailChanged.type]: (payload) => this.#emailWasChanged(payload),
      [phoneNumberChangeRequested.type]: (payload) => this.#phoneNumberCode(payload),
      [invitationCreated.type]: (payload) => this.#invitation(payload),
      [invitationResent.type]: (payload) => this.#invitation(payload),
    };
  }

  async find({ type, payload }: MailOccasion): Promise<readonly Mail[]> {
    return Object.hasOwn(this.#byType, type) ? ((await this.#byType[type]?.(payload)) ?? []) : [];
  }

  async #emailVerification(payload: MailOccasion['payload']): Promise<Mail[]> {
    const { users, tokens } = this.#deps;
    const { userId, emailVerificationId } = emailVerificationRequested.schema.parse(payload);
    const [[user], found] = await Promise.all([users.findByIds([userId]), tokens.reveal(emailVerificationId)]);
    const recipient = user && found && (await this.#recipient(user));
    return recipient ? [{ kind: 'email_verification', recipient, token: found.text }] : [];
  }

  /** To nobody where nobody has the address. */
  async #passwordReset(payload: MailOccasion['payload']): Promise<Mail[]> {
    const { users, tokens } = this.#deps;
    const found = await tokens.reveal(passwordResetRequested.schema.parse(payload).passwordResetId);
    const user = found && (await users.findByEmailHash(found.token.emailHash));
    const recipient = user && (await this.#recipient(user));
    return recipient ? [{ kind: 'password_reset', recipient, token: found.text }] : [];
  }

  async #impersonated(payload: MailOccasion['payload']): Promise<Mail[]> {
    const recipient = await this.#recipientById(sessionImpersonated.schema.parse(payload).userId);
    return recipient ? [{ kind: 'impersonated', recipient }] : [];
  }

  async #passwordWasReset(payload: MailOccasion['payload']): Promise<Mail[]> {
    const recipient = await this.#recipientById(passwordReset.schema.parse(payload).userId);
    return recipient ? [{ kind: 'password_was_reset', recipient }] : [];
  }

  async #aboutSession(
    kind: 'password_changed' | 'new_device' | 'refresh_token_reused',
    payload: MailOccasion['payload'],
  ): Promise<Mail[]> {
    const { userId, sessionId } = passwordChanged.schema.parse(payload);
    const [recipient, { agent = null, address = null }] = await Promise.all([
      this.#recipientById(userId),
      this.#deps.sessions.findClient(userId, sessionId),
    ]);
    return recipient ? [{ kind, recipient, device: { agent, address } }] : [];
  }

  async #signInNotice(about: AboutSignIn, payload: MailOccasion['payload']): Promise<Mail[]> {
    const { userId, sessionId } = ofPerson.parse(payload);
    if (userId === null) return [];
    const [[user], device] = await Promise.all([
      this.#deps.users.findByIds([userId]),
      sessionId === undefined ? null : this.#deps.sessions.findClient(userId, sessionId),
    ]);
    if (!user || (about === 'identity_linked' && (await this.#hasRegisteredBy(user, payload)))) return [];
    const recipient = await this.#recipient(user);
    const { agent = null, address = null } = device ?? {};
    return recipient ? [{ kind: 'sign_in_notice', recipient, about, device: device && { agent, address } }] : [];
  }

  async #hasRegisteredBy({ id, createdAt }: User, payload: MailOccasion['payload']): Promise<boolean> {
    const { identityId } = identityLinked.schema.parse(payload);
    const linked = (await this.#deps.identities.listOwn(id)).find((identity) => identity.id === identityId);
    return linked === undefined || linked.linkedAt.getTime() - createdAt.getTime() < registrationMs;
  }

  /** To both addresses. */
  async #emailChange(payload: MailOccasion['payload']): Promise<Mail[]> {
    const { tokens, emailChanges } = this.#deps;
    const { userId, emailChangeId, approvalId, verificationId } = emailChangeRequested.schema.parse(payload);
    const [recipient, change, approval, verification] = await Promise.all([
      this.#recipientById(userId),
      emailChanges.reveal(userId, emailChangeId),
      approvalId === null ? null : tokens.reveal(approvalId),
      tokens.reveal(verificationId),
    ]);
    if (!recipient || !change) return [];
    const { oldAddress, newAddress } = change;
    const mails: Mail[] = [];
    if (approval) {
      const to = { ...recipient, address: oldAddress };
      mails.push({ kind: 'email_change_approval', recipient: to, token: approval.text, newAddress });
    }
    if (verification) {
      const to = { ...recipient, address: newAddress };
      mails.push({ kind: 'email_change_verification', recipient: to, token: verification.text });
    }
    return mails;
  }

  /** To the address that was his. */
  async #emailWasChanged(payload: MailOccasion['payload']): Promise<Mail[]> {
    const { userId, emailChangeId } = emailChanged.schema.parse(payload);
    const [recipient, change] = await Promise.all([
      this.#recipientById(userId),
      this.#deps.emailChanges.reveal(userId, emailChangeId),
    ]);
    if (!recipient || !change) return [];
    const { oldAddress: address, newAddress } = change;
    return [{ kind: 'email_changed', recipient: { ...recipient, address }, newAddress }];
  }

  /** To the number that is to be his. */
  async #phoneNumberCode(payload: MailOccasion['payload']): Promise<Mail[]> {
    const { userId, phoneNumberChangeId } = phoneNumberChangeRequested.schema.parse(payload);
    const [recipient, wanted] = await Promise.all([
      this.#recipientById(userId),
      this.#deps.phoneNumbers.revealCode(userId, phoneNumberChangeId),
    ]);
    if (!recipient || !wanted) return [];
    return [{ kind: 'phone_number_code', recipient: { ...recipient, address: wanted.number }, code: wanted.code }];
  }

  async #invitation(payload: MailOccasion['payload']): Promise<Mail[]> {
    const { users, accounts, invitations, invitationEmails, access } = this.#deps;
    const { accountId, invitationId, version } = invitationCreated.schema.parse(payload);
    const account = access.system('A mail to who is invited', accountId);
    const issued = await invitations.findIssued(account, { invitationId, version });
    if (!issued) return [];
    const { invitation, token } = issued;
    const [[found], [inviter], [address], invited] = await Promise.all([
      accounts.findByAccesses([account]),
      users.findByIds([invitation.invitedById]),
      invitationEmails.reveal([invitation]),
      users.findByEmailHash(invitation.emailHash),
    ]);
    if (!found || address == null) return [];
    // Whoever is invited need not be a person here. Where he is, his mailbox is told no more than it has: in his language.
    const locale = invited && (await this.#deps.preferences.find(invited.id)).locale;
    const recipient = { address, name: null, locale };
    const inviterName = inviter?.displayName ?? null;
    return [{ kind: 'invitation', recipient, token, accountName: found.name, inviterName }];
  }

  async #recipientById(userId: string): Promise<Recipient | null> {
    const [user] = await this.#deps.users.findByIds([userId]);
    return user ? this.#recipient(user) : null;
  }

  /** Null for a person who was erased. */
  async #recipient(user: User): Promise<Recipient | null> {
    const { users, preferences } = this.#deps;
    const [address, { locale }] = await Promise.all([users.revealEmail(user), preferences.find(user.id)]);
    return address === null ? null : { address, name: user.displayName, locale };
  }
}

import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { AnsweredChallenge } from './ceremony.ts';
import type { Passkey } from './passkey.model.ts';
import type { AuthenticationResponse, RegistrationResponse } from './passkey-response.ts';

/** For whom passkeys are: a host name, and the origins of the pages that may use them. */
export interface RelyingParty {
  readonly id: string;
  readonly origins: readonly string[];
}

/** Whom a passkey is made for. Its keeper shows him the names. */
export interface PasskeyOwner {
  readonly userId: string;
  readonly name: string;
  readonly displayName: string;
}

interface Expectation {
  readonly relyingParty: RelyingParty;
  /** Null where the challenge that was signed is not what it should be. */
  readonly recognise: (challenge: Buffer) => AnsweredChallenge | null;
}

type KnownPasskey = Pick<Passkey, 'credentialId' | 'publicKey' | 'transports'>;
export type NewCredential = Pick<Passkey, 'credentialId' | 'publicKey' | 'signCount' | 'transports' | 'synced'>;
export type CredentialUse = Pick<Passkey, 'signCount' | 'synced'>;
type Verified<Result> = Result & { readonly challenge: AnsweredChallenge };

type Library = typeof import('@simplewebauthn/server');
type Transports = NonNullable<
  NonNullable<Parameters<Library['generateRegistrationOptions']>[0]['excludeCredentials']>[number]['transports']
>;
type Response<Verification extends 'verifyRegistrationResponse' | 'verifyAuthenticationResponse'> = Parameters<
  Library[Verification]
>[0]['response'];

/**
 * Ed25519, ECDSA with P-256, RSA with PKCS #1 (COSE): what keepers have. Said, or the library would try out algorithms of which
 * Node warns that they are experimental.
 */
const supportedAlgorithmIDs = [-8, -7, -257];

/** So long a browser waits for its person: as long as a challenge is good. */
const timeoutMs = 5 * 60_000;

/**
 * What a browser needs to make a passkey: one that is found without an address, and that asks for its person's finger, face or
 * PIN each time, which makes it two factors. Who made its keeper is not asked for.
 */
export async function creationOptions(
  { userId, name, displayName }: PasskeyOwner,
  {
    relyingParty,
    challenge,
    existing,
  }: {
    readonly relyingParty: RelyingParty;
    readonly challenge: Buffer;
    /** Of the same person: a keeper that has one makes no second. */
    readonly existing: readonly KnownPasskey[];
  },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await webauthn();
  return generateRegistrationOptions({
    rpName: 'Trivet',
    rpID: relyingParty.id,
    userID: bytesOf(userHandleOf(userId)),
    userName: name,
    userDisplayName: displayName,
    challenge: bytesOf(challenge),
    timeout: timeoutMs,
    attestationType: 'none',
    supportedAlgorithmIDs,
    excludeCredentials: existing.map(({ credentialId, transports }) => ({
      id: credentialId.toString('base64url'),
      transports: transports as Transports,
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** What a browser needs to use a passkey, whosever it is. */
export async function requestOptions(
  relyingParty: RelyingParty,
  challenge: Buffer,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await webauthn();
  return generateAuthenticationOptions({
    rpID: relyingParty.id,
    challenge: bytesOf(challenge),
    timeout: timeoutMs,
    userVerification: 'required',
  });
}

/** The passkey that was made; null where anything about it is amiss. */
export async function verifyRegistration(
  response: RegistrationResponse,
  expectation: Expectation,
): Promise<Verified<{ readonly credential: NewCredential }> | null> {
  const { options, answered } = expected(expectation);
  const { verifyRegistrationResponse } = await webauthn();
  const verification = await verifyRegistrationResponse({
    response: response as Response<'verifyRegistrationResponse'>,
    supportedAlgorithmIDs,
    ...options,
  }).catch(() => null);
  const challenge = answered();
  if (!verification?.verified || !challenge) return null;
  const { credential, credentialBackedUp } = verification.registrationInfo;
  return {
    challenge,
    credential: {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      signCount: credential.counter,
      transports: [...(response.response.transports ?? [])],
      synced: credentialBackedUp,
    },
  };
}

/** What its keeper says of a passkey that was used; null where anything is amiss but its count, which the caller knows. */
export async function verifyAuthentication(
  response: AuthenticationResponse,
  { credentialId, publicKey }: KnownPasskey,
  expectation: Expectation,
): Promise<Verified<{ readonly use: CredentialUse }> | null> {
  const { options, answered } = expected(expectation);
  const { verifyAuthenticationResponse } = await webauthn();
  const verification = await verifyAuthenticationResponse({
    response: response as Response<'verifyAuthenticationResponse'>,
    credential: { id: credentialId.toString('base64url'), publicKey: bytesOf(publicKey), counter: 0 },
    ...options,
  }).catch(() => null);
  const challenge = answered();
  if (!verification?.verified || !challenge) return null;
  const { newCounter, credentialBackedUp } = verification.authenticationInfo;
  return { challenge, use: { signCount: newCounter, synced: credentialBackedUp } };
}

/** What a passkey's keeper gives back with it, by which its person is found: his id, which says nothing of him. */
export function userHandleOf(userId: string): Buffer {
  return Buffer.from(userId.replaceAll('-', ''), 'hex');
}

/** Null for what is no id of a person's. */
export function userIdOf(userHandle: string): string | null {
  const hex = Buffer.from(userHandle, 'base64url').toString('hex');
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(hex);
  return parts ? parts.slice(1).join('-') : null;
}

/** As the library is told it; and which challenge it has found. */
function expected({ relyingParty, recognise }: Expectation) {
  let challenge: AnsweredChallenge | null = null;
  return {
    options: {
      expectedChallenge: (signed: string) => {
        challenge = recognise(Buffer.from(signed, 'base64url'));
        return challenge !== null;
      },
      expectedOrigin: [...relyingParty.origins],
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
    },
    answered: (): AnsweredChallenge | null => challenge,
  };
}

let library: Promise<Library> | undefined;

/** When the first person uses a passkey: it takes a fifth of a second, and 20 MB. */
function webauthn(): Promise<Library> {
  library ??= import('@simplewebauthn/server');
  return library;
}

/** A copy: the library's types take no buffer that may be shared. */
function bytesOf(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}

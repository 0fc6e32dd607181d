import { anonymous, type Viewer } from '@trivet/platform';
import { type SignedIn, signedIn } from './session-requests.ts';
import { SoftwarePasskey } from './software-passkey.ts';
import type { Person, UsersStage } from './users-fixture.ts';

const beginRegistrationDocument =
  'mutation { passkeyRegistrationCreate { options expiresAt userErrors { code path } } }';
const registerDocument = /* GraphQL */ `
  mutation ($input: PasskeyRegisterInput!) {
    passkeyRegister(input: $input) { passkey { id name synced createdAt lastUsedAt } userErrors { code path } }
  }
`;
const beginDocument = 'mutation { passkeyAuthenticationCreate { options expiresAt userErrors { code path } } }';
const signInDocument = /* GraphQL */ `
  mutation ($input: SessionCreateWithPasskeyInput!) {
    sessionCreateWithPasskey(input: $input) {
      accessToken refreshToken session { id } user { id } userErrors { code path }
    }
  }
`;

/** As users are told of themselves by default. */
export const home = { origin: 'http://localhost:4000', rpId: 'localhost' } as const;

export const beginRegistration = async (stage: UsersStage, viewer: Viewer) =>
  (await stage.ask(viewer, beginRegistrationDocument)).data?.passkeyRegistrationCreate;
export const register = async (stage: UsersStage, viewer: Viewer, response: unknown, name = 'Phone') =>
  (await stage.ask(viewer, registerDocument, { input: { response, name } })).data?.passkeyRegister;
/** What a browser is to sign. */
export const begin = async (stage: UsersStage) => {
  const { data } = await stage.ask(anonymous, beginDocument);
  return data.passkeyAuthenticationCreate;
};
export const signInWithPasskey = async (stage: UsersStage, response: unknown) =>
  (await stage.ask(anonymous, signInDocument, { input: { response } })).data?.sessionCreateWithPasskey;

export interface PasskeyOwner {
  readonly person: Person;
  /** As fresh as the clock says when it began. */
  readonly session: SignedIn;
  readonly passkey: SoftwarePasskey;
  readonly passkeyId: string;
}

/** Somebody with a passkey; the session of somebody who is known goes on. */
export async function passkeyOwner(
  stage: UsersStage,
  known?: Pick<PasskeyOwner, 'person' | 'session'>,
): Promise<PasskeyOwner> {
  const { person, session } = known ?? (await freshlySignedIn(stage));
  const passkey = new SoftwarePasskey(home);
  const { options } = await beginRegistration(stage, session.viewer);
  const { passkey: registered } = await register(stage, session.viewer, passkey.create(options));
  return { person, session, passkey, passkeyId: registered.id };
}

/** By the clock of the process. */
export async function freshlySignedIn(stage: UsersStage): Promise<Pick<PasskeyOwner, 'person' | 'session'>> {
  const person = await stage.person();
  const session = await signedIn(stage, person);
  return { person, session: { ...session, viewer: { ...session.viewer, authenticatedAt: stage.host.clock.now() } } };
}

/** Signs in as an honest browser does. */
export async function enterWith(stage: UsersStage, passkey: SoftwarePasskey) {
  const { options } = await begin(stage);
  return signInWithPasskey(stage, passkey.get(options));
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { anonymous, decodeGlobalId, type Graph, type UserViewer } from '@trivet/platform';
import { demoAccounts } from './demo-data.ts';

/** How to sign in to the demonstration. */
export interface DemoSignIn {
  readonly email: string;
  readonly password: string;
}

const betweenMs = 50;
const maxAttempts = 200;

const register = /* GraphQL */ `
  mutation DemoRegister($email: EmailAddress!, $password: String!, $displayName: String!) {
    userRegister(input: { email: $email, password: $password, displayName: $displayName }) {
      user { id }
      userErrors { code message }
    }
  }
`;
const verify = /* GraphQL */ `
  mutation DemoVerify($token: String!) {
    emailVerify(input: { token: $token }) { user { id } userErrors { code message } }
  }
`;
const signInDocument = /* GraphQL */ `
  mutation DemoSignIn($email: EmailAddress!, $password: String!) {
    sessionCreate(input: { email: $email, password: $password }) {
      session { id }
      user { id }
      userErrors { code message }
    }
  }
`;
const createAccount = /* GraphQL */ `
  mutation DemoAccount($name: String!) {
    accountCreate(input: { name: $name }) { account { id } userErrors { code message } }
  }
`;
const invite = /* GraphQL */ `
  mutation DemoInvite($accountId: ID!, $email: EmailAddress!) {
    memberInvite(input: { accountId: $accountId, email: $email, role: MEMBER }) { invitationUrlToken userErrors { code message } }
  }
`;
const accept = /* GraphQL */ `
  mutation DemoAccept($token: String!) {
    invitationAccept(input: { token: $token }) { account { id } userErrors { code message } }
  }
`;
const createResource = /* GraphQL */ `
  mutation DemoResource($accountId: ID!, $type: String!, $data: JSON!) {
    resourceCreate(input: { accountId: $accountId, type: $type, data: $data }) { resource { id } userErrors { code message } }
  }
`;

/**
 * Fills a person's accounts with believable data, through the graph as anybody would; once, however often it is called.
 * The sign-in is kept in the data directory, with a password that no other installation has. His address is verified where
 * there is a development mailbox to read the mail in. There he has a colleague, too, of whose doings he is told.
 */
export async function fillDemo(
  graph: Graph,
  { dataDirectory, mailboxUrl }: { readonly dataDirectory: string; readonly mailboxUrl: string | undefined },
): Promise<DemoSignIn> {
  const path = join(dataDirectory, 'demo.json');
  const known = readSignIn(path);
  if (known) return known;
  const id = randomBytes(3).toString('hex');
  const { signIn, viewer } = await addPerson(graph, {
    name: 'Robin Demo',
    email: `demo-${id}@trivet.example`,
    mailboxUrl,
  });
  const colleague =
    mailboxUrl === undefined
      ? null
      : await addPerson(graph, { name: 'Kim Demo', email: `colleague-${id}@trivet.example`, mailboxUrl });
  for (const { name, resources } of demoAccounts) {
    const { account } = await change(graph, createAccount, 'accountCreate', { name }, viewer);
    const accountId = account?.id;
    if (colleague && resources.some(({ byColleague }) => byColleague)) {
      const { email } = colleague.signIn;
      const { invitationUrlToken: token } = await change(graph, invite, 'memberInvite', { accountId, email }, viewer);
      await change(graph, accept, 'invitationAccept', { token }, colleague.viewer);
    }
    for (const { type, data, byColleague } of resources) {
      const author = byColleague && colleague ? colleague.viewer : viewer;
      await change(graph, createResource, 'resourceCreate', { accountId, type, data }, author);
    }
  }
  // Last, so that a demonstration that was interrupted is made anew.
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(signIn, null, 2)}\n`, { mode: 0o600 });
  return signIn;
}

/** Somebody who has signed in, and whose address is verified where that can be. */
async function addPerson(
  graph: Graph,
  {
    name,
    email,
    mailboxUrl,
  }: { readonly name: string; readonly email: string; readonly mailboxUrl: string | undefined },
): Promise<{ readonly signIn: DemoSignIn; readonly viewer: UserViewer }> {
  const signIn: DemoSignIn = { email, password: randomBytes(9).toString('base64url') };
  await change(graph, register, 'userRegister', { ...signIn, displayName: name });
  if (mailboxUrl !== undefined) {
    await change(graph, verify, 'emailVerify', { token: await mailedToken(mailboxUrl, email) });
  }
  const { user, session } = await change(graph, signInDocument, 'sessionCreate', { ...signIn });
  return {
    signIn,
    viewer: { kind: 'user', userId: uuidOf(user), sessionId: uuidOf(session), authenticatedAt: new Date() },
  };
}

/** Of the one mail to this address, which comes a moment after what it is about. */
async function mailedToken(mailboxUrl: string, address: string): Promise<string> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const response = await fetch(`${mailboxUrl}/mails.json`);
    const { mails } = (await response.json()) as { mails: readonly { readonly to: string; readonly text: string }[] };
    const text = mails.find(({ to }) => to === address)?.text;
    const token = text && /(?<![\w-])[\w-]{43}(?![\w-])/.exec(text)?.[0];
    if (token) return token;
    await pause(betweenMs);
  }
  throw new Error('The demonstration could not be filled: its mail does not come.');
}

interface Thing {
  readonly id: string;
}
interface Payload {
  readonly user?: Thing;
  readonly session?: Thing;
  readonly account?: Thing;
  readonly invitationUrlToken?: string;
}

async function change(
  graph: Graph,
  document: string,
  field: string,
  variables: Record<string, unknown>,
  principal: UserViewer | typeof anonymous = anonymous,
): Promise<Payload> {
  const { data, errors } = await graph.execute<
    Record<string, Payload & { userErrors: readonly { message: string }[] }>
  >({
    document,
    variables,
    principal,
  });
  const payload = data?.[field];
  const failure = errors?.[0]?.message ?? payload?.userErrors[0]?.message;
  if (failure !== undefined || !payload)
    throw new Error(`The demonstration could not be filled: ${failure ?? 'no answer'}`);
  return payload;
}

function uuidOf(thing: Thing | undefined): string {
  const decoded = thing && decodeGlobalId(thing.id);
  if (!decoded) throw new Error('The demonstration could not be filled: an id is missing.');
  return decoded.uuid;
}

function readSignIn(path: string): DemoSignIn | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as DemoSignIn;
  } catch {
    return null;
  }
}

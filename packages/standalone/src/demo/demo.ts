import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { anonymous, decodeGlobalId, type Graph, type UserViewer } from '@trivet/platform';
import { demoAccounts } from './demo-data.ts';

/** How to sign in to the demonstration. */
export interface DemoSignIn {
  readonly email: string;
  readonly password: string;
}

const register = /* GraphQL */ `
  mutation DemoRegister($email: EmailAddress!, $password: String!) {
    userRegister(input: { email: $email, password: $password, displayName: "Robin Demo" }) {
      user { id }
      userErrors { code message }
    }
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
const createResource = /* GraphQL */ `
  mutation DemoResource($accountId: ID!, $type: String!, $data: JSON!) {
    resourceCreate(input: { accountId: $accountId, type: $type, data: $data }) { resource { id } userErrors { code message } }
  }
`;

/**
 * Fills a person's accounts with believable data, through the graph as anybody would; once, however often it is called.
 * The sign-in is kept in the data directory, with a password that no other installation has.
 */
export async function fillDemo(graph: Graph, dataDirectory: string): Promise<DemoSignIn> {
  const path = join(dataDirectory, 'demo.json');
  const known = readSignIn(path);
  if (known) return known;
  const id = randomBytes(3).toString('hex');
  const signIn: DemoSignIn = { email: `demo-${id}@trivet.example`, password: randomBytes(9).toString('base64url') };

  await change(graph, register, 'userRegister', { ...signIn });
  const { user, session } = await change(graph, signInDocument, 'sessionCreate', { ...signIn });
  const viewer: UserViewer = { kind: 'user', userId: uuidOf(user), sessionId: uuidOf(session) };
  for (const { name, resources } of demoAccounts) {
    const { account } = await change(graph, createAccount, 'accountCreate', { name }, viewer);
    for (const { type, data } of resources) {
      await change(graph, createResource, 'resourceCreate', { accountId: account?.id, type, data }, viewer);
    }
  }
  // Last, so that a demonstration that was interrupted is made anew.
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(signIn, null, 2)}\n`, { mode: 0o600 });
  return signIn;
}

type Payload = { readonly [field: string]: { readonly id: string } | undefined };

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

function uuidOf(thing: { readonly id: string } | undefined): string {
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

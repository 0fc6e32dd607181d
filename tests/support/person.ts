import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse, print } from 'graphql';
import { EventSourceSubscription } from './event-source.ts';
import { LiveSubscription } from './live-subscription.ts';
import { mailTo, tokenIn } from './mails.ts';

/** Every operation of `e2e/story/story.graphql`, by name, word for word. */
export const story: Readonly<Record<string, string>> = Object.fromEntries(
  parse(readFileSync(join(import.meta.dirname, '../e2e/story/story.graphql'), 'utf8')).definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) throw new Error('The story holds operations only.');
    return [definition.name?.value ?? '', print(definition)];
  }),
);

export interface GraphQLAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of many shapes, and fail where they are others.
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string; readonly requestId?: string };
  }[];
}

export interface PersonOptions {
  readonly email?: string;
  /** By the mail that he is sent. */
  readonly verified?: boolean;
}

interface Home {
  readonly url: string;
  readonly name: string;
  readonly keepSecret: (secret: string) => void;
}

type Credentials = Pick<Person, 'id' | 'email' | 'password' | 'sessionId' | 'accessToken' | 'refreshToken'>;

/** Asks the graph over HTTP as anybody may. */
export async function ask(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphQLAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<GraphQLAnswer, 'status'>) };
}

/** Somebody who has registered and signed in, as the story does. */
export class Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly sessionId: string;
  accessToken: string;
  refreshToken: string;
  readonly #home: Home;

  private constructor(home: Home, person: Credentials) {
    this.#home = home;
    this.id = person.id;
    this.email = person.email;
    this.password = person.password;
    this.sessionId = person.sessionId;
    this.accessToken = person.accessToken;
    this.refreshToken = person.refreshToken;
  }

  static async register(home: Home, options: PersonOptions = {}): Promise<Person> {
    const { url, name } = home;
    const unique = randomBytes(6).toString('hex');
    const email = options.email ?? `${name.toLowerCase()}-${unique}@example.com`;
    const password = `correct-horse-${unique}`;
    const registered = await ask(url, story['Register'] as string, { email, password, displayName: name });
    if (!registered.data?.userRegister?.user)
      throw new Error(`${name} could not register: ${JSON.stringify(registered)}`);
    const person = await Person.#signIn(home, { email, password });
    if (options.verified) await person.verify();
    return person;
  }

  /** As he does by the link of the mail. */
  async verify(): Promise<void> {
    const { url, keepSecret } = this.#home;
    const token = tokenIn(await mailTo(url, this.email, 'Verify your address'));
    keepSecret(token);
    const document = 'mutation ($token: String!) { emailVerify(input: { token: $token }) { userErrors { code } } }';
    const { data } = await ask(url, document, { token });
    if (data?.emailVerify?.userErrors.length !== 0) throw new Error(`Not verified: ${JSON.stringify(data)}`);
  }

  static async #signIn(home: Home, { email, password }: { email: string; password: string }): Promise<Person> {
    const { url, name, keepSecret } = home;
    const signedIn = await ask(url, story['SignIn'] as string, { email, password });
    const created = signedIn.data?.sessionCreate;
    if (!created?.accessToken) throw new Error(`${name} could not sign in: ${JSON.stringify(signedIn)}`);
    const { accessToken, refreshToken } = created as { accessToken: string; refreshToken: string };
    for (const secret of [email, password, accessToken, refreshToken]) keepSecret(secret);
    const { id: sessionId } = created.session;
    return new Person(home, { id: created.user.id, email, password, sessionId, accessToken, refreshToken });
  }

  /** The same person on another device. */
  signInAgain(): Promise<Person> {
    return Person.#signIn(this.#home, this);
  }

  /** A new pair of tokens, before the old one expires. */
  async refresh(): Promise<void> {
    const { data } = await ask(this.#home.url, story['Refresh'] as string, { refreshToken: this.refreshToken });
    const { accessToken, refreshToken } = data.sessionRefresh as { accessToken: string; refreshToken: string };
    for (const secret of [accessToken, refreshToken]) this.#home.keepSecret(secret);
    this.accessToken = accessToken;
    this.refreshToken = refreshToken;
  }

  /** Ends the session of one of the person's devices, which may be this one. */
  async revoke({ sessionId }: Pick<Person, 'sessionId'>): Promise<void> {
    const document =
      'mutation ($sessionId: ID!) { sessionRevoke(input: { sessionId: $sessionId }) { session { id } userErrors { code } } }';
    const { data } = await this.ask(document, { sessionId });
    if (data?.sessionRevoke?.session?.id !== sessionId) throw new Error(`Not revoked: ${JSON.stringify(data)}`);
  }

  ask(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<GraphQLAnswer> {
    return ask(this.#home.url, query, variables, { authorization: `Bearer ${this.accessToken}`, ...headers });
  }

  /** An operation of the story, by name. */
  tell(operation: string, variables: Readonly<Record<string, unknown>> = {}): Promise<GraphQLAnswer> {
    const document = story[operation];
    if (!document) throw new Error(`The story has no operation ${operation}.`);
    return this.ask(document, variables);
  }

  /** A subscription on a socket of its own; resolves when the server has begun it. */
  subscribe(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<LiveSubscription> {
    return LiveSubscription.open(this.#home.url, { query, variables, authorization: `Bearer ${this.accessToken}` });
  }

  /** The same by server-sent events. */
  listen(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<EventSourceSubscription> {
    const authorization = `Bearer ${this.accessToken}`;
    return EventSourceSubscription.open(this.#home.url, { query, variables, authorization });
  }

  async account(name: string): Promise<string> {
    const { data } = await this.tell('CreateAccount', { name });
    return data.accountCreate.account.id;
  }

  async resource(accountId: string, type = 'document', data: unknown = { title: 'Untitled' }): Promise<string> {
    const answer = await this.tell('CreateResource', { accountId, type, data });
    return answer.data.resourceCreate.resource.id;
  }
}

import { createHash, randomBytes } from 'node:crypto';
import { TestBrowser, TestProvider } from '@trivet/users/testing';
import type { Person } from './person.ts';
import type { Stack } from './stack.ts';

/** Where the application of these tests awaits browsers. Nobody looks the name up. */
export const appUrl = 'https://app.test/done';
const appOrigin = new URL(appUrl).origin;

type ProviderName = 'test' | 'spare';

/** Where a browser goes, and for which session its person is to prove again who he is. */
interface Errand {
  readonly name?: ProviderName;
  readonly session?: string;
}

/** What an application has of a browser that came back. */
export interface Brought {
  readonly code: string;
  readonly codeVerifier: string;
}

/** A provider of OpenID Connect for a whole Trivet, which knows it by two names: nobody is linked twice by one. */
export class ProviderHome implements AsyncDisposable {
  readonly provider: TestProvider;
  readonly #secret: string;

  private constructor(provider: TestProvider, secret: string) {
    this.provider = provider;
    this.#secret = secret;
  }

  static async start(): Promise<ProviderHome> {
    const secret = randomBytes(24).toString('base64url');
    return new ProviderHome(await TestProvider.start([{ id: 'trivet', secret, redirectUris: 'any' }]), secret);
  }

  /** By which a stack knows the provider, and who may send browsers there. */
  environment({ returnOrigins = [] }: { readonly returnOrigins?: readonly string[] } = {}): Record<string, string> {
    const { issuer } = this.provider;
    const client = { issuer, clientId: 'trivet', clientSecret: this.#secret };
    const known = [
      { name: 'test', label: 'Test', ...client },
      { name: 'spare', label: 'Spare', ...client },
    ];
    return { OIDC_PROVIDERS: JSON.stringify(known), OIDC_RETURN_ORIGINS: [appOrigin, ...returnOrigins].join(',') };
  }

  /** Signs in at the provider, as somebody with this name there, and stops where the provider sends the browser back to. */
  async goAsFarAsCallback({ url, keepSecret }: Stack, login: string, { name = 'test', session }: Errand = {}) {
    const browser = new TestBrowser();
    const codeVerifier = randomBytes(32).toString('base64url');
    const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const page = await browser.visit(
      `${url}/auth/oidc/${name}/start?${new URLSearchParams({ returnTo: appUrl, codeChallenge, ...(session !== undefined && { session }) })}`,
    );
    const callback = await browser.visit(page.url, {
      form: { login },
      stopAt: ({ pathname }) => pathname === `/auth/oidc/${name}/callback`,
    });
    const { searchParams } = callback.url;
    for (const secret of [this.#secret, codeVerifier, searchParams.get('code'), searchParams.get('state')]) {
      keepSecret(String(secret));
    }
    return { browser, callback: callback.url, codeVerifier };
  }

  /** All the way. */
  async bring(stack: Stack, login: string, errand?: Errand): Promise<Brought> {
    const { browser, callback, codeVerifier } = await this.goAsFarAsCallback(stack, login, errand);
    const { url } = await browser.visit(callback, { stopAt: ({ origin }) => origin === appOrigin });
    const code = new URLSearchParams(url.hash.slice(1)).get('code') ?? '';
    stack.keepSecret(code);
    return { code, codeVerifier };
  }

  /** Somebody at the provider, with whom nobody is linked yet. */
  newLogin(more: Readonly<Record<string, unknown>> = {}): string {
    const login = `somebody-${randomBytes(6).toString('hex')}`;
    this.provider.persons.set(login, { email: `${login}@example.com`, email_verified: true, name: 'Grace', ...more });
    return login;
  }

  /** Links a person, whose address is verified, with somebody new. Gives the identity's id. */
  async link(stack: Stack, person: Person, name?: ProviderName): Promise<string> {
    const input = await this.bring(stack, this.newLogin(), name === undefined ? {} : { name });
    const document =
      'mutation ($input: IdentityLinkInput!) { identityLink(input: $input) { identity { id } userErrors { code } } }';
    const { data } = await person.ask(document, { input });
    if (!data?.identityLink?.identity) throw new Error(`Not linked: ${JSON.stringify(data)}`);
    return data.identityLink.identity.id;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.provider[Symbol.asyncDispose]();
  }
}

/** Where a browser is, and what it shows. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** Answers for an origin in the place of a server. */
export type Site = (request: Request) => Promise<Response>;

/** So much of a browser as it takes to sign in somewhere: cookies by origin and redirections. */
export class TestBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();
  readonly #sites: ReadonlyMap<string, Site>;
  /** Every URL that it asked for. */
  readonly history: URL[] = [];

  constructor(sites: Readonly<Record<string, Site>> = {}) {
    this.#sites = new Map(Object.entries(sites));
  }

  /** Goes there and wherever it is sent, until there is a page, or `stopAt` says that it should go no further. */
  async visit(
    address: string | URL,
    {
      form,
      stopAt = () => false,
    }: { readonly form?: Record<string, string>; readonly stopAt?: (url: URL) => boolean } = {},
  ): Promise<Page> {
    let url = new URL(address);
    let body = form && new URLSearchParams(form);
    for (let redirections = 0; redirections < 20; redirections += 1) {
      if (stopAt(url)) return { url, status: 0, text: '' };
      const response = await this.#ask(url, body);
      const location = response.headers.get('location');
      if (location === null) return { url, status: response.status, text: await response.text() };
      url = new URL(location, url);
      body = undefined;
    }
    throw new Error(`The browser is sent about without an end: ${url}`);
  }

  /** Of the origin; undefined where there is none. */
  cookie(origin: string, name: string): string | undefined {
    return this.#cookies.get(origin)?.get(name);
  }

  forgetCookies(origin: string): void {
    this.#cookies.delete(origin);
  }

  async #ask(url: URL, body: URLSearchParams | undefined): Promise<Response> {
    this.history.push(url);
    const jar = this.#cookies.get(url.origin) ?? new Map<string, string>();
    this.#cookies.set(url.origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const request = new Request(url, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: cookie === '' ? {} : { cookie },
      ...(body && { body }),
    });
    const response = await (this.#sites.get(url.origin) ?? fetch)(request);
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      if (value.join('=') === '' || /;\s*max-age=0\b/i.test(line)) jar.delete(name.trim());
      else jar.set(name.trim(), value.join('='));
    }
    return response;
  }
}

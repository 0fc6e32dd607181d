import { join } from 'node:path';
import type { HttpRoute, HttpRouteRequest, HttpRouteResponse } from '@trivet/platform';
import { BuildCache } from './build-cache.ts';
import { buildKey } from './build-key.ts';
import { type Build, pageName } from './build-manifest.ts';
import { packageDirectory } from './package-paths.ts';
import { buildingPage, failedPage, stoppedPage } from './pages.ts';
import { fileResponse, notFoundResponse, pageResponse, unavailableResponse } from './responses.ts';

export interface ExplorerOptions {
  /** Where built assets are kept; by default below this package's `node_modules/.cache`. Needs about 10 MB. */
  readonly cacheDirectory?: string;
  /** One line for people: a build begins, ended, failed. A cached build says nothing. */
  readonly onProgress?: (message: string) => void;
}

type State =
  | { readonly name: 'new' | 'preparing' | 'building' | 'stopped' }
  | { readonly name: 'ready'; readonly build: Build }
  | { readonly name: 'failed'; readonly reason: string };

/** The schema explorer at `/explorer`: GraphiQL, built once by Vite in a child process and served from the disk. */
export class Explorer {
  readonly routes: readonly HttpRoute[];
  readonly #cache: BuildCache;
  readonly #onProgress: (message: string) => void;
  readonly #stopping = new AbortController();
  readonly #settled = Promise.withResolvers<void>();
  #state: State = { name: 'new' };
  /** Settles when it is known whether a build is needed: a restart shows the explorer at once, not the page in between. */
  #prepared = Promise.resolve();
  #work = Promise.resolve();

  constructor({
    cacheDirectory = join(packageDirectory, 'node_modules/.cache/explorer'),
    onProgress,
  }: ExplorerOptions = {}) {
    this.#cache = new BuildCache(cacheDirectory);
    this.#onProgress = onProgress ?? (() => {});
    const handle = (request: HttpRouteRequest) => this.#handle(request);
    this.routes = [
      { audience: 'public', method: 'GET', path: '/explorer', handle },
      { audience: 'public', method: 'GET', path: '/explorer/*', handle },
    ];
  }

  /** Begins in the background, by looking for a cached build; does nothing when already begun. Never throws: failures go to `onProgress` and the page. */
  start(): void {
    if (this.#state.name === 'new') this.#begin();
  }

  /** Settles when the explorer is usable, has failed or was stopped; rejects never. */
  ready(): Promise<void> {
    return this.#settled.promise;
  }

  /** Ends a build under way and removes what it left. Idempotent. */
  async stop(): Promise<void> {
    this.#state = { name: 'stopped' };
    this.#stopping.abort();
    await this.#work;
    this.#settled.resolve();
  }

  #begin(): void {
    this.#state = { name: 'preparing' };
    const prepared = Promise.withResolvers<void>();
    this.#prepared = prepared.promise;
    this.#work = this.#prepare(prepared.resolve);
  }

  async #prepare(prepared: () => void): Promise<void> {
    try {
      const key = await buildKey();
      const build = (await this.#cache.find(key)) ?? (await this.#build(key, prepared));
      this.#become({ name: 'ready', build });
    } catch (error) {
      const reason = `The explorer could not be built: ${describe(error)}.`;
      if (this.#become({ name: 'failed', reason })) this.#onProgress(reason);
    }
    prepared();
    this.#settled.resolve();
  }

  async #build(key: string, prepared: () => void): Promise<Build> {
    if (this.#become({ name: 'building' }))
      this.#onProgress('Building the explorer; this happens once and takes a few seconds.');
    prepared();
    const startedAt = performance.now();
    const build = await this.#cache.build(key, this.#stopping.signal);
    this.#onProgress(`The explorer is built (${((performance.now() - startedAt) / 1_000).toFixed(1)} s).`);
    return build;
  }

  /** Stopped is final. */
  #become(state: State): boolean {
    if (this.#stopping.signal.aborted) return false;
    this.#state = state;
    return true;
  }

  async #handle(request: HttpRouteRequest): Promise<HttpRouteResponse> {
    this.start();
    await this.#prepared;
    const name = request.path.replace(/^\/explorer\/?/, '') || pageName;
    const state = this.#state;
    if (state.name === 'ready') return this.#serve(request, state.build, name);
    if (name !== pageName) return unavailableResponse(request);
    if (state.name === 'failed') return pageResponse(request, 500, failedPage(state.reason));
    if (state.name === 'stopped') return pageResponse(request, 503, stoppedPage);
    return pageResponse(request, 200, buildingPage);
  }

  async #serve(request: HttpRouteRequest, build: Build, name: string): Promise<HttpRouteResponse> {
    const file = build.files.get(name);
    if (file === undefined) return notFoundResponse(request);
    try {
      return await fileResponse(request, build, name, file);
    } catch {
      // Somebody emptied the cache under us, or a newer version of the server removed our build: look again.
      if (this.#state.name === 'ready' && this.#state.build === build) this.#begin();
      return name === pageName ? pageResponse(request, 200, buildingPage) : unavailableResponse(request);
    }
  }
}

/** In words, and of paths only the last part, for the page is public. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && 'syscall' in error) return `its cache directory cannot be used (${String(error.code)})`;
  return error.message.replace(/\/(?:[^\s/'"]+\/)+/g, '').replace(/\.$/, '');
}

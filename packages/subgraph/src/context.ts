import type { Access } from '@trivet/identity';
import type { SubgraphRequest, Viewer } from '@trivet/platform';
import { Operation } from './operation.ts';

/** What every subgraph's resolvers have; each adds its services and loaders. */
export interface SubgraphContext {
  readonly request: SubgraphRequest;
  readonly viewer: Viewer;
  readonly operation: Operation;
}

/** What makes each loader of an operation, by its name. */
export type LoaderMakers<Context> = Readonly<Record<string, (context: Context) => unknown>>;

/** What is made by them. */
export type Loaders<Makers> = {
  readonly [Name in keyof Makers]: Makers[Name] extends (context: never) => infer Loader ? Loader : never;
};

interface ContextMakerDeps<Services extends object, Makers> {
  readonly access: Access;
  readonly services: Services;
  readonly loaders: Makers;
}

type ContextOf<Services, Makers> = SubgraphContext & Services & { readonly loaders: Loaders<Makers> };

/**
 * Makes what resolvers have: one for each operation, and one for each event of a subscription. An operation needs few of the services
 * and loaders that there are, so it finds services by its prototype, and a loader is made when it is first asked for.
 */
export function contextMaker<Services extends object, Makers extends LoaderMakers<SubgraphContext & Services>>({
  access,
  services,
  loaders: makers,
}: ContextMakerDeps<Services, Makers>): (request: SubgraphRequest) => ContextOf<Services, Makers> {
  class OperationLoaders {
    readonly context: SubgraphContext & Services;

    constructor(context: SubgraphContext & Services) {
      this.context = context;
    }
  }
  for (const [name, make] of Object.entries(makers)) {
    Object.defineProperty(OperationLoaders.prototype, name, {
      get(this: OperationLoaders) {
        const value = make(this.context);
        Object.defineProperty(this, name, { value });
        return value;
      },
    });
  }

  class OperationContext implements SubgraphContext {
    readonly request: SubgraphRequest;
    readonly viewer: Viewer;
    readonly operation: Operation;
    readonly loaders: OperationLoaders;

    constructor(request: SubgraphRequest) {
      this.request = request;
      this.viewer = request.viewer;
      this.operation = new Operation(request, access);
      this.loaders = new OperationLoaders(this as SubgraphContext as SubgraphContext & Services);
    }
  }
  Object.assign(OperationContext.prototype, services);
  return (request) => new OperationContext(request) as SubgraphContext as ContextOf<Services, Makers>;
}

/** One loader per page and filter: whoever is asked for the same is one statement. */
export function perArguments<Args extends readonly unknown[], Loader>(
  make: (...args: Args) => Loader,
): (...args: Args) => Loader {
  const loaders = new Map<string, Loader>();
  return (...args) => {
    const key = JSON.stringify(args);
    const loader = loaders.get(key) ?? make(...args);
    loaders.set(key, loader);
    return loader;
  };
}

import type { Import } from './imports.ts';

/** Who may import what. Whatever `allows` does not let through is refused. */
export interface Rule {
  readonly name: string;
  readonly covers: (file: string) => boolean;
  readonly allows: (imported: Import) => boolean;
  /** An import that the rule has to refuse: the rule that refuses nothing is found out. */
  readonly canary: Import;
}

const isTest = (file: string) => /\.test\.ts$|\/tests\//.test(file);
const inSubgraph = (kind: string) => (file: string) =>
  new RegExp(`^subgraphs/[^/]+/src/modules/.*\\.${kind}\\.ts$`).test(file) && !isTest(file);

const moduleOf = (file: string) => /^(subgraphs\/[^/]+\/src\/modules\/[^/]+)\//.exec(file)?.[1];
const sameModule = ({ file, target }: Import) => moduleOf(file) !== undefined && moduleOf(target) === moduleOf(file);
const subgraphOf = (path: string) => /^subgraphs\/([^/]+)\//.exec(path)?.[1];
const sameSubgraph = ({ file, target }: Import) => subgraphOf(file) === subgraphOf(target);
const ofKind = (kind: string, target: string) => target.endsWith(`.${kind}.ts`);
const builtIn = (target: string) => target.startsWith('node:');
const drizzle = (target: string) => target === 'drizzle-orm' || target.startsWith('drizzle-orm/');
const oneOf =
  (...names: readonly string[]) =>
  (target: string) =>
    names.includes(target);
/** A plain file of the same module, such as `email-address.ts`: neither a layer of its own. */
const plainFile = (target: string) => /\/[^/.]+\.ts$/.test(target);

/** What each package may build on. Lower packages only, so there is no circle. */
const packageLayers: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  database: ['platform'],
  messaging: ['platform', 'database'],
  identity: ['platform', 'database'],
  subgraph: ['platform', 'database', 'messaging', 'identity'],
  console: ['platform'],
  standalone: [
    'platform',
    'database',
    'messaging',
    'identity',
    'subgraph',
    'console',
    'router',
    'users',
    'core',
    'notifications',
  ],
};
const belowSubgraphs = ['platform', 'database', 'messaging', 'identity', 'subgraph'];

const workspaceName = (target: string) => /^@trivet\/([^/]+)/.exec(target)?.[1];
const within = (allowed: readonly string[]) => (target: string) => {
  const name = workspaceName(target);
  return name === undefined || allowed.includes(name);
};

const importing = (file: string, target: string, typeOnly = false): Import => ({ file, target, typeOnly });
const core = 'subgraphs/core/src/modules/resources/resource';

/** The layers inside a subgraph's modules. */
const layers: readonly Rule[] = [
  {
    name: 'a model knows columns and other models, and does nothing',
    covers: inSubgraph('model'),
    allows: ({ target, file, typeOnly }) =>
      drizzle(target) ||
      target === '@trivet/database' ||
      (sameSubgraph(importing(file, target)) && ofKind('model', target)) ||
      (typeOnly && builtIn(target)),
    canary: importing(`${core}.model.ts`, `${core}.service.ts`),
  },
  {
    name: 'a repository knows the database, its own model and errors, and the proof of access',
    covers: inSubgraph('repository'),
    allows: (imported) =>
      drizzle(imported.target) ||
      oneOf('@trivet/database', '@trivet/identity')(imported.target) ||
      (sameModule(imported) && (ofKind('model', imported.target) || ofKind('errors', imported.target))),
    canary: importing(`${core}.repository.ts`, 'subgraphs/core/src/modules/plans/plan.repository.ts'),
  },
  {
    name: "a service knows packages, its module's layers, and services and models of other modules; neither SQL nor GraphQL",
    covers: inSubgraph('service'),
    allows: (imported) =>
      builtIn(imported.target) ||
      oneOf(
        '@trivet/database',
        '@trivet/identity',
        '@trivet/messaging',
        '@trivet/platform',
        '@trivet/subgraph',
      )(imported.target) ||
      (sameModule(imported) &&
        (plainFile(imported.target) ||
          ['repository', 'model', 'errors', 'events', 'strategy', 'factory', 'service'].some((kind) =>
            ofKind(kind, imported.target),
          ))) ||
      (sameSubgraph(imported) && (ofKind('service', imported.target) || ofKind('model', imported.target))),
    canary: importing(`${core}.service.ts`, 'drizzle-orm'),
  },
  {
    name: 'resolvers know the API, models, and services by their context; neither SQL nor repositories',
    covers: inSubgraph('resolvers'),
    allows: (imported) =>
      oneOf('@trivet/database', '@trivet/identity', '@trivet/platform', '@trivet/subgraph')(imported.target) ||
      /^subgraphs\/[^/]+\/src\/api\//.test(imported.target) ||
      (sameSubgraph(imported) && ofKind('model', imported.target)) ||
      (sameSubgraph(imported) && imported.typeOnly && ofKind('service', imported.target)) ||
      (sameModule(imported) && (ofKind('live', imported.target) || ofKind('events', imported.target))),
    canary: importing(`${core}.resolvers.ts`, `${core}.repository.ts`),
  },
  {
    name: "a consumer knows the log and its module's service",
    covers: inSubgraph('consumer'),
    allows: (imported) =>
      oneOf('@trivet/messaging', '@trivet/platform')(imported.target) ||
      (sameModule(imported) &&
        (plainFile(imported.target) || ofKind('service', imported.target) || ofKind('factory', imported.target))),
    canary: importing(
      'subgraphs/notifications/src/modules/inbox/inbox.consumer.ts',
      'subgraphs/notifications/src/modules/inbox/notification.repository.ts',
    ),
  },
  {
    name: 'events are made of the log’s definitions alone',
    covers: inSubgraph('events'),
    allows: ({ target }) => oneOf('@trivet/messaging', 'zod')(target),
    canary: importing(`${core}.events.ts`, `${core}.model.ts`),
  },
];

/** The walls between the parts. */
const walls: readonly Rule[] = [
  {
    name: 'a subgraph stands on packages, and knows neither another subgraph nor the router',
    covers: (file) => file.startsWith('subgraphs/') && !isTest(file),
    allows: (imported) =>
      within(belowSubgraphs)(imported.target) &&
      (!imported.target.includes('/') || !imported.target.startsWith('subgraphs/') || sameSubgraph(imported)),
    canary: importing('subgraphs/core/src/app.ts', '@trivet/users'),
  },
  {
    name: 'the router stands on packages, and knows no subgraph and no database',
    covers: (file) => file.startsWith('router/src/') && !isTest(file),
    allows: ({ target }) =>
      within(['platform', 'identity', 'console'])(target) && !drizzle(target) && target !== 'postgres',
    canary: importing('router/src/app.ts', '@trivet/database'),
  },
  ...Object.entries(packageLayers).map(
    ([name, allowed]): Rule => ({
      name: `the package ${name} stands on ${allowed.length > 0 ? allowed.join(', ') : 'no other'}`,
      covers: (file) => file.startsWith(`packages/${name}/`) && !isTest(file),
      allows: ({ target }) => within(allowed)(target),
      canary: importing(`packages/${name}/src/index.ts`, '@trivet/tests'),
    }),
  ),
  {
    name: 'a file of one package is imported by its package only: others use its exports',
    covers: () => true,
    allows: ({ file, target }) =>
      target.startsWith('@') ||
      packageFolder(target) === undefined ||
      packageFolder(target) === packageFolder(file) ||
      isRootFile(file),
    canary: importing('packages/messaging/src/index.ts', 'packages/database/src/connection.ts'),
  },
  {
    name: 'a composition root is imported by its main.ts and tests; others take the package',
    covers: (file) => !isTest(file),
    allows: ({ file, target }) =>
      !/^(subgraphs\/[^/]+|router)\/src\/app\.ts$/.test(target) || file === target.replace(/app\.ts$/, 'main.ts'),
    canary: importing(`${core}.service.ts`, 'subgraphs/core/src/app.ts'),
  },
  {
    name: 'only the router, the composition and the benchmark speak to Apollo’s gateway, planner and composition',
    covers: (file) => !/^(router|schema|tests\/bench)\//.test(file) && !isTest(file),
    allows: ({ target }) => !/^@apollo\/(gateway|query-planner|composition|federation-internals)/.test(target),
    canary: importing('packages/platform/src/index.ts', '@apollo/gateway'),
  },
];

function packageFolder(path: string): string | undefined {
  return /^(packages\/[^/]+|subgraphs\/[^/]+|router|schema|tests\/bench|tests)\//.exec(path)?.[1];
}

function isRootFile(file: string): boolean {
  return !file.includes('/');
}

export const rules: readonly Rule[] = [...layers, ...walls];

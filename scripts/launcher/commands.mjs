import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { check } from './check.mjs';
import { runToEnd } from './child.mjs';
import { develop } from './develop.mjs';
import { LauncherError } from './launcher-error.mjs';
import { runTool } from './tool.mjs';

/**
 * @typedef {import('./toolchain.mjs').Toolchain} Toolchain
 * @typedef {{ usage: string, about: string, needs: import('./toolchain.mjs').Scope,
 *   run: (toolchain: Toolchain, args: readonly string[]) => Promise<number> }} Command
 */

/** @type {Record<string, Command>} */
export const commands = {
  start: {
    usage: 'npm start',
    about: 'everything in one process, with an embedded PostgreSQL (npm start -- --demo: with demo data)',
    needs: 'run',
    run: (toolchain, args) => runApplication(toolchain, 'packages/standalone/src/main.ts', args),
  },
  dev: {
    usage: 'npm run dev',
    about: 'the same, started again whenever a source changes',
    needs: 'everything',
    run: (toolchain, args) => develop(toolchain, 'packages/standalone/src/main.ts', args),
  },
  services: {
    usage: 'npm run services',
    about: 'router and subgraphs as processes of their own, with an embedded PostgreSQL',
    needs: 'run',
    run: (toolchain, args) => runApplication(toolchain, 'packages/standalone/src/services.ts', args),
  },
  service: {
    usage: 'npm run service -- NAME',
    about: 'one part: router, or a subgraph by its name',
    needs: 'run',
    run: (toolchain, [name, ...args]) =>
      isHelp(name)
        ? explainService(toolchain.root)
        : runApplication(toolchain, serviceEntry(toolchain.root, name), args),
  },
  migrate: {
    usage: 'npm run migrate',
    about: 'brings the database up to date, and ends',
    needs: 'run',
    run: (toolchain, args) => runApplication(toolchain, 'packages/standalone/src/migrate.ts', args),
  },
  keys: {
    usage: 'npm run keys',
    about: 'the keys of this installation by their ids, and how they are exchanged (npm run keys -- --help)',
    needs: 'run',
    run: (toolchain, args) => runApplication(toolchain, 'packages/standalone/src/keys.ts', args),
  },
  audit: {
    usage: 'npm run audit',
    about: 'audit trails as files: export one, verify one (npm run audit -- --help)',
    needs: 'run',
    run: (toolchain, args) => runApplication(toolchain, 'packages/standalone/src/audit.ts', args),
  },
  admin: {
    usage: 'npm run admin',
    about: 'who administers the platform: list, grant, revoke (npm run admin -- --help)',
    needs: 'run',
    run: (toolchain, args) => runApplication(toolchain, 'packages/standalone/src/admin.ts', args),
  },
  'dead-letters': {
    usage: 'npm run dead-letters',
    about: 'events that were put aside: list them, have them tried again (npm run dead-letters -- --help)',
    needs: 'run',
    run: (toolchain, args) => runApplication(toolchain, 'packages/standalone/src/dead-letters.ts', args),
  },
  search: {
    usage: 'npm run search',
    about: 'what is searched: its state, and to have it made anew (npm run search -- --help)',
    needs: 'run',
    run: (toolchain, args) => runApplication(toolchain, 'packages/standalone/src/search.ts', args),
  },
  generate: {
    usage: 'npm run generate',
    about: 'resolver types of every subgraph, the layout of mails, then the files in schema/',
    needs: 'everything',
    run: (toolchain, args) => (args.some(isHelp) ? explainGenerate(toolchain.root) : generate(toolchain, args)),
  },
  test: {
    usage: 'npm test',
    about: 'the daily tests (npm test -- PATH: some of them)',
    needs: 'everything',
    run: (toolchain, args) => runTests(toolchain, 'vitest.config.ts', args),
  },
  'test:full': {
    usage: 'npm run test:full',
    about: 'the tests that need time, Redis or a browser',
    needs: 'everything',
    run: (toolchain, args) => runTests(toolchain, 'vitest.full.config.ts', args),
  },
  bench: {
    usage: 'npm run bench',
    about: 'CPU per request against others (npm run bench -- --quick: in under five minutes)',
    needs: 'bench',
    run: (toolchain, args) => runApplication(toolchain, 'tests/bench/src/main.ts', args),
  },
  check: {
    usage: 'npm run check',
    about: 'format, lint, types, unused code',
    needs: 'everything',
    run: check,
  },
};

/** What people see who ask, or ask for something that there is not. */
export function help() {
  const width = Math.max(...Object.values(commands).map(({ usage }) => usage.length));
  const lines = Object.values(commands).map(({ usage, about }) => `  ${usage.padEnd(width)}  ${about}`);
  return ['Trivet, a federated GraphQL backend.', '', ...lines, ''].join('\n');
}

function runApplication({ root, node, environment }, entry, args) {
  return runToEnd(node, [join(root, entry), ...args], { cwd: root, env: environment, ipc: true });
}

function runTests(toolchain, config, args) {
  return runTool(toolchain, 'node_modules/vitest/vitest.mjs', ['run', '--config', config, ...args]);
}

async function generate(toolchain, args) {
  for (const name of subgraphs(toolchain.root)) {
    const cwd = join(toolchain.root, 'subgraphs', name);
    const cli = 'node_modules/@graphql-codegen/cli/cjs/bin.js';
    const exitCode = await runTool(toolchain, cli, ['--config', 'codegen.ts'], cwd);
    if (exitCode !== 0) return exitCode;
  }
  const layout = await runTool(toolchain, 'subgraphs/notifications/src/modules/templates/layout/generate.ts', []);
  return layout === 0 ? runTool(toolchain, 'schema/src/generate.ts', args) : layout;
}

/** Whether somebody asks what a command takes. */
export function isHelp(argument) {
  return argument === '--help' || argument === '-h';
}

async function explainService(root) {
  const text =
    'npm run service -- NAME     one part alone, told everything by its environment: what is missing is listed';
  process.stdout.write(`\n${text}\n\n  NAME   ${services(root).join(', ')}\n`);
  return 0;
}

async function explainGenerate(root) {
  const text = `
npm run generate     writes anew what is made from code; every file of it is committed

  subgraphs/NAME     types of resolvers, from SDL: ${subgraphs(root).join(', ')}
  notifications      the layout of mails
  schema/            SDL of each subgraph, the supergraph, the API, and JSON Schemas of events
  docs/              the tables of classification.md

  --help     this text
`;
  process.stdout.write(text);
  return 0;
}

function services(root) {
  return ['router', ...subgraphs(root)];
}

function serviceEntry(root, name) {
  const names = services(root);
  if (!name || !names.includes(name)) {
    const given = name ? `There is no service "${name}"` : 'Which service?';
    throw new LauncherError(`${given} (npm run service -- NAME); these are there: ${names.join(', ')}.`);
  }
  return name === 'router' ? 'router/src/main.ts' : `subgraphs/${name}/src/main.ts`;
}

function subgraphs(root) {
  return readdirSync(join(root, 'subgraphs')).filter((name) =>
    existsSync(join(root, 'subgraphs', name, 'package.json')),
  );
}

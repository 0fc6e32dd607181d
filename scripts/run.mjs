#!/usr/bin/env node
/**
 * Behind every `npm run …`. Brings Node 24 and pnpm, installs what the command needs, and runs it.
 * Runs on a bare machine: Node 20 or newer, nothing installed, so nothing but Node's own modules may be imported here.
 */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands, help, isHelp } from './launcher/commands.mjs';
import { LauncherError } from './launcher/launcher-error.mjs';
import { prepareToolchain } from './launcher/toolchain.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [name = 'help', ...args] = process.argv.slice(2);

// A terminal that was closed must not keep us from stopping what we started.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof LauncherError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = error.exitCode;
}

async function main() {
  const command = commands[name];
  if (command) return command.run(await prepareToolchain(root, command.needs), args);
  const asked = name === 'help' || isHelp(name);
  process.stdout.write(asked ? help() : `There is no command "${name}".\n\n${help()}`);
  return asked ? 0 : 1;
}

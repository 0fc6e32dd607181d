import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from './launcher-error.mjs';

const tailLines = 20;

/**
 * Why an installer gave up: its last lines, and one sentence.
 * @param {readonly string[]} lines what it wrote @param {string} root
 */
export function installerFailure(lines, root) {
  const reason = reasonOf(lines.join('\n'), root) ?? 'The installation failed.';
  // Where in the installer's code it failed helps nobody.
  const last = lines.filter((line) => line.trim() !== '' && !/^\s+at /.test(line)).slice(-tailLines);
  return new LauncherError(`${last.map((line) => `  ${line}`).join('\n')}\n\n${reason}`);
}

/** The sentence for a cause that we know. @returns {string | undefined} */
export function reasonOf(output, root) {
  const causes = [
    [/ENOSPC|EDQUOT|no space left/i, `The disk is full: make room and start again.`],
    [/EACCES|EPERM|EROFS|read-only file system/i, unwritable(output, root)],
    [
      /OUTDATED_LOCKFILE/,
      'pnpm-lock.yaml does not fit the package.json files: bring it up to date with "pnpm install".',
    ],
    [
      /certificate|SELF_SIGNED|CERT_/i,
      'The package registry shows a certificate that this machine does not trust: see "cafile" in the configuration of npm.',
    ],
    [
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|META_FETCH_FAIL|fetch failed/,
      'The package registry cannot be reached: the first start needs the network. Check the connection or the proxy and start again.',
    ],
  ];
  return causes.find(([pattern]) => pattern.test(output))?.[1];
}

function unwritable(output, root) {
  const [, quoted, named] = /(?:EACCES|EPERM|EROFS)[^\n]*?'(\/[^']+)'|npm error path (\/.*)/.exec(output) ?? [];
  const path = quoted ?? named;
  const place = path ?? (existsSync(join(root, 'node_modules')) ? join(root, 'node_modules') : root);
  return `${place} cannot be written: run this as the owner of the folder, or copy it to where you may write.`;
}

import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileError } from './launcher-error.mjs';
import { findProcess } from './process-table.mjs';

const pollMs = 200;
/** Longer than the grain of a file's time, which is 10 ms at most where Node runs. */
const grainMs = 30;

/**
 * Runs `work` while no other launcher of this checkout does.
 *
 * Everyone draws a ticket, a file of their own, and the oldest ticket of a living process goes first. So nobody ever takes
 * over another's lock, which two could do at once: the ticket of a dead process is merely deleted.
 */
export async function withInstallLock(root, work) {
  const directory = join(root, '.cache/install');
  const ticket = drawTicket(directory);
  try {
    // A ticket as old as ours to the grain of the clock may appear after we looked: once the grain is over, none can.
    await delay(grainMs);
    let saidSo = false;
    for (let first = oldestTicket(directory); first !== ticket; first = oldestTicket(directory)) {
      if (!saidSo)
        process.stderr.write(`Waiting for another installation in this folder (process ${first.split('-')[0]}).\n`);
      saidSo = true;
      await delay(pollMs);
    }
    return await work();
  } finally {
    rmSync(join(directory, ticket), { force: true });
  }
}

function drawTicket(directory) {
  const ticket = `${process.pid}-${findProcess(process.pid)?.startedAt.replaceAll(/\W/g, '.')}`;
  try {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, ticket), '');
  } catch (error) {
    throw fileError(error, directory);
  }
  return ticket;
}

function oldestTicket(directory) {
  const tickets = readdirSync(directory).flatMap((name) => {
    const [pid, startedAt] = name.split('-');
    if (findProcess(Number(pid))?.startedAt.replaceAll(/\W/g, '.') !== startedAt) {
      rmSync(join(directory, name), { force: true });
      return [];
    }
    const drawnAt = statSync(join(directory, name), { bigint: true, throwIfNoEntry: false })?.mtimeNs;
    return drawnAt === undefined ? [] : [{ name, drawnAt }];
  });
  tickets.sort((a, b) => (a.drawnAt === b.drawnAt ? a.name.localeCompare(b.name) : a.drawnAt < b.drawnAt ? -1 : 1));
  return tickets[0]?.name ?? '';
}

import type { AccountAccess } from '@trivet/identity';
import { AppError, type Clock } from '@trivet/platform';
import type { AuditCheckpoint, AuditEntry } from './audit.model.ts';
import type { AuditRepository } from './audit.repository.ts';
import type { AuditAddressService } from './audit-address.service.ts';
import type { AuditCheckpointRepository } from './audit-checkpoint.repository.ts';
import { hashedEntryOf, signedCheckpointOf } from './audit-record.ts';
import type { AuditSealingService } from './audit-sealing.service.ts';
import type { AuditKey } from './audit-signature.ts';
import { checkpointLine, entryLine, headerLine } from './trail-file.ts';

export interface AuditFileServiceDeps {
  readonly audit: AuditRepository;
  readonly checkpoints: AuditCheckpointRepository;
  readonly addresses: AuditAddressService;
  readonly sealing: AuditSealingService;
  readonly clock: Clock;
  /** Public ones, of all that have signed. */
  readonly keys: readonly AuditKey[];
}

/** Lines of a trail as a file, and where the next ones begin; null after the last. */
export interface TrailPart {
  readonly text: string;
  readonly next: string | null;
}

/** Behind which entry a part begins, and with which the file ends: what comes meanwhile is for the next file. */
interface Place {
  readonly after: number;
  readonly upTo: number;
}

const entriesPerPart = 500;

/** An account's trail as a file that can be verified without us. */
export class AuditFileService {
  readonly #deps: AuditFileServiceDeps;

  constructor(deps: AuditFileServiceDeps) {
    this.#deps = deps;
  }

  /** The whole file, part by part. */
  async *parts(access: AccountAccess): AsyncGenerator<string> {
    for (let part: TrailPart | null = await this.firstPart(access); part; ) {
      yield part.text;
      part = part.next === null ? null : await this.laterPart(access, part.next);
    }
  }

  /** Decides with which entry the file ends. */
  async firstPart(access: AccountAccess): Promise<TrailPart> {
    const { audit, clock, keys } = this.#deps;
    const header = headerLine({ accountId: access.accountId, exportedAt: clock.now(), keys });
    const [chain, first] = await Promise.all([audit.findChain(access), audit.findFirstSequence(access)]);
    if (!chain || first === null) return { text: header, next: null };
    const part = await this.#part(access, { after: first - 1, upTo: chain.sequence });
    return { ...part, text: header + part.text };
  }

  /** @throws {AppError} `BAD_USER_INPUT` for what is no `next` of ours. */
  laterPart(access: AccountAccess, next: string): Promise<TrailPart> {
    return this.#part(access, placeOf(next));
  }

  async #part(access: AccountAccess, { after, upTo }: Place): Promise<TrailPart> {
    const { audit, addresses, checkpoints } = this.#deps;
    const entries = await audit.listInOrder(access, { after, upTo, limit: entriesPerPart });
    const last = entries.at(-1)?.sequence ?? upTo;
    const [opened, signed] = await Promise.all([
      addresses.open(entries),
      checkpoints.list(access, { after, upTo: last }),
    ]);
    const bySequence = Map.groupBy(signed, ({ sequence }) => sequence);
    const lines = entries.flatMap((entry, index) => [
      entryLine(hashedEntryOf(entry), entry.hash, opened[index] ?? null),
      ...(bySequence.get(entry.sequence) ?? []).map(lineOf),
    ]);
    if (last < upTo) return { text: lines.join(''), next: cursorOf({ after: last, upTo }) };
    return { text: lines.join('') + (await this.#lastLine(access, entries.at(-1))), next: null };
  }

  /** Signs what the file ends with, now: so it says of when it is. */
  async #lastLine(access: AccountAccess, last: AuditEntry | undefined): Promise<string> {
    const checkpoint = last && (await this.#deps.sealing.checkpoint(access, last));
    return checkpoint ? lineOf(checkpoint) : '';
  }
}

function lineOf({ signature, ...checkpoint }: AuditCheckpoint): string {
  return checkpointLine(signedCheckpointOf(checkpoint), signature);
}

function cursorOf({ after, upTo }: Place): string {
  return Buffer.from(`t1:${after}:${upTo}`).toString('base64url');
}

function placeOf(cursor: string): Place {
  const [, after, upTo] = /^t1:(\d{1,15}):(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (after === undefined || upTo === undefined)
    throw new AppError('BAD_USER_INPUT', '"after" is not where a part of an export ended.');
  return { after: Number(after), upTo: Number(upTo) };
}

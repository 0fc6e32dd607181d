import { commitmentTo, type HashedEntry, hashOfEntry } from './audit-chain.ts';
import { type AuditKey, CheckpointVerifier, type SignedCheckpoint } from './audit-signature.ts';
import { parseLine, type TrailCheckpointLine, type TrailEntryLine } from './trail-file.ts';

/** What came of looking at a whole file. */
export interface TrailVerdict {
  /** In the order of the file; none for a trail that is as it was signed. */
  readonly faults: readonly string[];
  readonly accountId: string | null;
  /** Of the entries; null where there are none. */
  readonly first: number | null;
  readonly last: number | null;
  /** The newest checkpoint that is genuine, by whom and of when. */
  readonly signedBy: string | null;
  readonly signedAt: string | null;
}

interface Link {
  readonly sequence: number;
  readonly hash: string;
}

/**
 * Reads an exported trail line by line, and says what about it is not as it was signed. It holds one line at a time, and goes on
 * after a fault, so that one is told as one.
 */
export class TrailVerifier {
  readonly #faults: string[] = [];
  readonly #trusted: CheckpointVerifier | null;
  #keys: CheckpointVerifier | null;
  #accountId: string | null = null;
  #first: number | null = null;
  #last: Link | null = null;
  #line = 0;
  #newest: SignedCheckpoint | null = null;

  /** @param keys who may have signed; without them the file's own, which says nothing of who wrote it. */
  constructor(keys: readonly AuditKey[] | null = null) {
    this.#trusted = keys && new CheckpointVerifier(keys);
    this.#keys = this.#trusted;
  }

  /** The next line, without its end. */
  take(text: string): void {
    this.#line += 1;
    const line = parseLine(text);
    if ('fault' in line) {
      this.#report(`Line ${this.#line}`, line.fault);
      return;
    }
    if ((this.#line === 1) !== (line.record === 'header'))
      this.#report(`Line ${this.#line}`, 'a trail begins with its header, and has one');
    switch (line.record) {
      case 'header':
        this.#accountId = line.accountId;
        this.#keys ??= new CheckpointVerifier(line.keys);
        break;
      case 'entry':
        this.#takeEntry(line);
        break;
      case 'checkpoint':
        this.#takeCheckpoint(line);
    }
  }

  /** After the last line. */
  end(): TrailVerdict {
    const last = this.#last?.sequence ?? null;
    const covered = this.#newest?.sequence ?? 0;
    if (this.#line === 0) this.#faults.push('The file is empty.');
    if (last !== null && covered < last)
      this.#faults.push(`Entries ${covered + 1} to ${last} are covered by no genuine signature.`);
    return {
      faults: this.#faults,
      accountId: this.#accountId,
      first: this.#first,
      last,
      signedBy: this.#newest?.keyId ?? null,
      signedAt: this.#newest?.createdAt ?? null,
    };
  }

  #takeEntry({ entry, hash, address }: TrailEntryLine): void {
    const name = `Entry ${entry.sequence}`;
    this.#report(name, this.#faultOfPlace(entry));
    if (hashOfEntry(entry as HashedEntry).toString('hex') !== hash)
      this.#report(name, 'it was changed: its content does not give its hash');
    if (address && commitmentOf(address) !== entry.addressCommitment)
      this.#report(name, 'its address was changed: it is not the one that the entry holds');
    this.#first ??= entry.sequence;
    this.#last = { sequence: entry.sequence, hash };
  }

  #faultOfPlace({ accountId, sequence, previousHash }: TrailEntryLine['entry']): string | null {
    if (accountId !== this.#accountId) return 'it is of another account';
    const last = this.#last;
    if (!last) return (sequence === 1) === (previousHash === null) ? null : 'only the first of a chain follows nothing';
    if (sequence <= last.sequence) return `it stands behind entry ${last.sequence}`;
    if (sequence > last.sequence + 1)
      return `it follows entry ${last.sequence}; ${rangeOf(last.sequence + 1, sequence - 1)} missing`;
    return previousHash === last.hash ? null : `it does not continue entry ${last.sequence} as it stands here`;
  }

  #takeCheckpoint({ checkpoint, signature }: TrailCheckpointLine): void {
    const name = `The checkpoint of entry ${checkpoint.sequence} (line ${this.#line})`;
    if (!this.#keys?.knows(checkpoint.keyId)) {
      this.#report(name, `it is signed by the key ${checkpoint.keyId}, which is not among the keys`);
    } else if (!this.#keys.isGenuine(checkpoint, Buffer.from(signature, 'base64url'))) {
      this.#report(name, 'its signature is forged, or it was changed');
    } else {
      this.#report(name, this.#faultOfWhatWasSigned(checkpoint));
      this.#newest = checkpoint;
    }
  }

  #faultOfWhatWasSigned({ accountId, firstSequence, sequence, hash }: SignedCheckpoint): string | null {
    const last = this.#last?.sequence ?? 0;
    if (accountId !== this.#accountId) return 'it is of another account';
    if (sequence > last) return `before it ${rangeOf(last + 1, sequence)} missing`;
    if (sequence < last) return `it stands behind entry ${last}`;
    if (hash !== this.#last?.hash) return `another entry ${sequence} was signed`;
    if (this.#first !== null && this.#first > firstSequence)
      return `${rangeOf(firstSequence, this.#first - 1)} missing, which were kept then`;
    return null;
  }

  #report(what: string, fault: string | null): void {
    if (fault !== null) this.#faults.push(`${what}: ${fault}.`);
  }
}

function rangeOf(from: number, to: number): string {
  return from === to ? `${from} is` : `${from} to ${to} are`;
}

function commitmentOf({ salt, value }: NonNullable<TrailEntryLine['address']>): string {
  return commitmentTo({ salt: Buffer.from(salt, 'hex'), address: value }).toString('hex');
}

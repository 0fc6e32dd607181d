import type { RetentionClock, Transaction } from '@trivet/database';
import type { Announcements, Cause } from '@trivet/messaging';
import type { Clock } from '@trivet/platform';
import { actorOf } from './asker.ts';
import { bulkJobFinished, bulkJobProgressed } from './bulk-job.events.ts';
import type { BulkJob } from './bulk-job.model.ts';
import type { BulkJobChange, BulkJobRepository } from './bulk-job.repository.ts';
import type { BulkSpoolRepository } from './bulk-spool.repository.ts';

/** Between two events of a job that has not ended. */
const announcedEveryMs = 1_000;

export interface BulkProgressServiceDeps {
  readonly jobs: BulkJobRepository;
  readonly spool: BulkSpoolRepository;
  readonly clock: Clock;
  readonly retentionClock: RetentionClock;
}

/** How jobs get from one step to the next, in the transaction of what was done, and who is told. */
export class BulkProgressService {
  readonly #deps: BulkProgressServiceDeps;

  constructor(deps: BulkProgressServiceDeps) {
    this.#deps = deps;
  }

  /**
   * The next step of a job. Null where somebody else has gone on with it, or it is gone.
   * @param lines what comes to its result by this.
   */
  async advance(
    tx: Transaction,
    events: Announcements,
    job: BulkJob,
    change: BulkJobChange,
    lines: readonly string[] = [],
  ): Promise<BulkJob | null> {
    const { jobs, spool, clock } = this.#deps;
    const now = clock.now();
    const isTold = now.getTime() - job.announcedAt.getTime() >= announcedEveryMs;
    const content = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const advanced = await jobs.advance(tx, job, {
      ...{ state: 'RUNNING', startedAt: job.startedAt ?? now, failures: 0 },
      ...(content.length > 0 && {
        waitingSize: job.waitingSize + content.length,
        waitingNumber: job.waitingNumber + 1,
      }),
      ...(isTold && { announcedAt: now }),
      ...change,
    });
    if (advanced && content.length > 0) await spool.append(tx, job, content);
    if (advanced && isTold) events.append(bulkJobProgressed(payloadOf(advanced), causeOf(advanced)));
    return advanced;
  }

  /** It is over; what it has kept as long as it ran is swept away by and by. Null as above. */
  async finish(
    tx: Transaction,
    events: Announcements,
    job: BulkJob,
    change: BulkJobChange & Pick<BulkJob, 'state'>,
    cause: Cause = causeOf(job),
  ): Promise<BulkJob | null> {
    const finishedAt = await this.#deps.retentionClock.now(tx);
    const over = { phase: 'SWEEP', failures: 0, finishedAt, dueAt: finishedAt } as const;
    const finished = await this.#deps.jobs.advance(tx, job, { ...over, ...change });
    if (finished) events.append(bulkJobFinished(payloadOf(finished), cause));
    return finished;
  }
}

export function payloadOf({ id: jobId, accountId, version }: Pick<BulkJob, 'id' | 'accountId' | 'version'>) {
  return { accountId, jobId, version };
}

/** Of what a job does: by whoever asked for it. */
export function causeOf(job: BulkJob): Cause {
  return { actor: actorOf(job), credential: job.credential, requestId: `bulk-${job.id}` };
}

import { UserFault } from '@trivet/platform';

/** So many of the account's have not ended yet. */
export class TooManyJobsError extends UserFault {
  override readonly name = 'TooManyJobsError';

  constructor(most: number) {
    const message = `At most ${most} imports and exports of an account are under way. Wait for one to end, or cancel it.`;
    super('CONFLICT', 'TOO_MANY_JOBS', message, ['accountId']);
  }
}

/** What was checked line by line is not so any more, now that all of it is to be written. */
export class ChangedMeanwhileError extends Error {
  override readonly name = 'ChangedMeanwhileError';
}

/** Somebody has ended the job, or gone on with it, while something was written: that is undone. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** The file that is imported has gone. */
export class SourceMissingError extends Error {
  override readonly name = 'SourceMissingError';
}

/** One transaction would take too long. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

import { NotFoundError, UserFault } from '@trivet/platform';
import type { FileUpload, UploadRefusal } from './file-upload.model.ts';

/** There is no room for it. Carries what is left. */
export class QuotaExceededError extends UserFault {
  override readonly name = 'QuotaExceededError';
  override readonly shownAs;

  constructor(remaining: { readonly remainingSize: number; readonly remainingCount: number }) {
    const message = 'The account has no room for it. Delete files, or have the quota raised.';
    super('CONFLICT', 'QUOTA_EXCEEDED', message, ['size']);
    this.shownAs = { typename: 'QuotaExceeded', fields: remaining };
  }
}

/** Not all has arrived. Carries the upload, which knows where the rest is sent. */
export class UploadIncompleteError extends UserFault {
  override readonly name = 'UploadIncompleteError';
  readonly upload: FileUpload;

  constructor(upload: FileUpload, missing: readonly number[]) {
    const some = `${missing.slice(0, 20).join(', ')}${missing.length > 20 ? ' …' : ''}`;
    const message =
      missing.length === 1 ? `Part ${some} has not arrived.` : `${missing.length} parts have not arrived: ${some}.`;
    super('CONFLICT', 'UPLOAD_INCOMPLETE', message, ['uploadId']);
    this.upload = upload;
  }
}

const mismatches: Readonly<Record<UploadRefusal, string>> = {
  CHECKSUM_MISMATCH: 'The content is not the one whose checksum was announced.',
  TYPE_MISMATCH: 'The content is not of the type that was announced.',
};

/** What arrived is something else than what was announced, and was thrown away. */
export class ContentMismatchError extends UserFault {
  override readonly name = 'ContentMismatchError';

  readonly refusal: UploadRefusal;

  constructor(refusal: UploadRefusal) {
    super('CONFLICT', refusal, `${mismatches[refusal]} It was thrown away: begin anew.`, ['uploadId']);
    this.refusal = refusal;
  }
}

/** What was to be attached has gone meanwhile. */
export class AttachedFileMissingError extends NotFoundError {
  override readonly name = 'AttachedFileMissingError';

  constructor() {
    super('file', ['fileId']);
  }
}

/** The store has no room, whatever the quota says. */
export class StoreFullError extends Error {
  override readonly name = 'StoreFullError';

  constructor(options?: ErrorOptions) {
    super('The file store is full.', options);
  }
}

/** What was sent is not the piece that was asked for. */
export class WrongPartError extends Error {
  override readonly name = 'WrongPartError';
}

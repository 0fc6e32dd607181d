import { AppError, type Viewer } from '@trivet/platform';

/**
 * For what only routers may know.
 * @throws {AppError} `FORBIDDEN`
 */
export function requireRouter(viewer: Viewer): void {
  if (viewer.kind !== 'service' || viewer.service !== 'router') throw new AppError('FORBIDDEN', 'This is for routers.');
}

import { AppError } from '@trivet/platform';

/**
 * So that who does not answer takes nobody's place for ever.
 * @throws {AppError} `TIMEOUT`.
 */
export async function inTime<Answer>(answer: Promise<Answer>, timeoutMs: number): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new AppError('TIMEOUT', 'A provider does not answer.')), timeoutMs);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

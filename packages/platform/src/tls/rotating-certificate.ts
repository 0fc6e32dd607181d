import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { Counter, Metrics } from '../metrics/metrics.ts';
import { type Certificate, type CertificateBytes, type CertificateFiles, checkCertificate } from './certificate.ts';
import { readCertificateFiles, readCertificateFilesSync } from './certificate-files.ts';

/** What everything that has to do with certificates in a process shares. */
export interface CertificateDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export interface RotatingCertificateOptions extends CertificateDeps {
  readonly files: CertificateFiles;
  /** How often the files are read again. */
  readonly reloadMs: number;
}

const dayMs = 86_400_000;
/** From so long before its end on it is said each day that a certificate expires. */
const reminderMs = 14 * dayMs;

/**
 * A certificate whose files may be replaced while the process runs. They are read again and again, and compared by what
 * they hold: what watches files does not see all the ways in which they are replaced (mounted secrets, network drives).
 */
export class RotatingCertificate {
  readonly #options: RotatingCertificateOptions;
  readonly #failures: Counter;
  readonly #listeners: ((certificate: Certificate) => void)[] = [];
  #current: Certificate;
  #fault: string | undefined;
  #remindedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  /** @throws {CertificateError} for files that cannot be used. */
  constructor(options: RotatingCertificateOptions) {
    const { files, clock, metrics } = options;
    this.#options = options;
    this.#current = checkCertificate(files, readCertificateFilesSync(files), clock.now());
    const prefix = `trivet_${files.prefix.toLowerCase()}_certificate`;
    this.#failures = metrics.counter(`${prefix}_reload_failures_total`, 'Readings of files that could not be used.');
    metrics.gauge(
      `${prefix}_expiry_timestamp_seconds`,
      'When the certificate in use expires, in seconds since 1970.',
      {},
      () => this.#current.expiresAt.getTime() / 1000,
    );
    this.#remind();
  }

  get current(): Certificate {
    return this.#current;
  }

  /** Calls the listener with each certificate that takes the place of another. */
  onChange(listener: (certificate: Certificate) => void): void {
    this.#listeners.push(listener);
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.reload(), this.#options.reloadMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Reads the files again. What cannot be used changes nothing: files are replaced one after the other. */
  async reload(): Promise<void> {
    const { files, clock, logger } = this.#options;
    try {
      const bytes = await readCertificateFiles(files);
      if (!isSame(bytes, this.#current)) {
        this.#current = checkCertificate(files, bytes, clock.now());
        this.#remindedAt = Number.NEGATIVE_INFINITY;
        for (const listener of this.#listeners) listener(this.#current);
        logger.info('Another certificate is used', { expiresAt: this.#current.expiresAt.toISOString() });
      }
      this.#fault = undefined;
    } catch (error) {
      this.#tell(error);
    }
    this.#remind();
  }

  /** Each fault once, and not each time that it is found again. */
  #tell(error: unknown): void {
    this.#failures.add();
    const fault = error instanceof Error ? error.message : String(error);
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.#options.logger.warn('A new certificate cannot be used: the one of before is used on', { error });
  }

  #remind(): void {
    const now = this.#options.clock.now().getTime();
    const leftMs = this.#current.expiresAt.getTime() - now;
    if (leftMs > reminderMs || now - this.#remindedAt < dayMs) return;
    this.#remindedAt = now;
    const context = { expiresAt: this.#current.expiresAt.toISOString() };
    if (leftMs > 0) this.#options.logger.warn('The certificate in use expires soon', context);
    else this.#options.logger.error('The certificate in use has expired: peers refuse it', context);
  }
}

function isSame(one: CertificateBytes, other: CertificateBytes): boolean {
  return one.cert.equals(other.cert) && one.key.equals(other.key) && (one.ca ?? empty).equals(other.ca ?? empty);
}

const empty = Buffer.alloc(0);

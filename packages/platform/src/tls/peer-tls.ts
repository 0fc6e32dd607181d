import type { RequestListener, Server, ServerOptions } from 'node:http';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { Counter } from '../metrics/metrics.ts';
import { namesOf } from './peer-names.ts';
import { type CertificateDeps, RotatingCertificate } from './rotating-certificate.ts';
import { tlsProblemOf } from './tls-problem.ts';
import { createTlsServer, type ServerTls } from './tls-server.ts';
import type { PeerTlsSettings, TlsSettings } from './tls-settings.ts';

/** By which a process connects to others of ours. */
export interface ClientTls {
  /** With our certificate, and the authorities that vouch for theirs: another object when one of them has changed. */
  readonly context: SecureContext;
  /** Counts it, if it was about certificates. */
  tellFailure(error: unknown): void;
}

const minVersion = 'TLSv1.3';
/** A fault of one kind is told of once in so long: a stranger could fill the log by it. */
const betweenLinesMs = 60_000;

/** Mutual TLS between our processes: one certificate, by which a process serves and connects. */
export class PeerTls implements ServerTls, ClientTls {
  readonly #certificate: RotatingCertificate;
  readonly #allowed: ReadonlySet<string>;
  readonly #deps: CertificateDeps;
  readonly #failures: Counter;
  readonly #toldAt = new Map<string, number>();
  #context: SecureContext | undefined;

  /** @throws {CertificateError} for files that cannot be used. */
  constructor(settings: PeerTlsSettings, deps: CertificateDeps) {
    this.#deps = deps;
    this.#allowed = new Set(settings.allowedClients);
    this.#certificate = new RotatingCertificate({ ...settings, ...deps });
    this.#certificate.onChange(() => (this.#context = undefined));
    this.#failures = deps.metrics.counter(
      'trivet_tls_failures_total',
      'Connections between processes that came to nothing because of certificates, by who refused and why.',
    );
  }

  get context(): SecureContext {
    const { cert, key, ca } = this.#certificate.current;
    this.#context ??= createSecureContext({ cert, key, minVersion, ...(ca && { ca }) });
    return this.#context;
  }

  createServer(options: ServerOptions, handler: RequestListener): Server {
    return createTlsServer(options, handler, {
      certificate: this.#certificate,
      minVersion,
      admits: (socket) => this.#admits(socket),
      onFailure: (error, { authorizationError: verdict }) =>
        this.#tell('server', verdict ? String(verdict) : (tlsProblemOf(error) ?? 'CONNECTION_LOST')),
    });
  }

  tellFailure(error: unknown): void {
    const problem = tlsProblemOf(error);
    if (problem !== undefined) this.#tell('client', problem);
  }

  /** Looks at the files again now, and not only when it is time. */
  reload(): Promise<void> {
    return this.#certificate.reload();
  }

  /** Begins to look whether the files have changed. */
  start(): void {
    this.#certificate.start();
  }

  stop(): void {
    this.#certificate.stop();
  }

  /** OpenSSL has checked the chain; of a session that is resumed, when it began. */
  #admits(socket: TLSSocket): boolean {
    const certificate = socket.getPeerX509Certificate();
    if (!socket.authorized || !certificate) return this.#refuse('NO_CERTIFICATE');
    if (certificate.validToDate <= this.#deps.clock.now()) return this.#refuse('CERT_HAS_EXPIRED');
    const names = namesOf(certificate);
    return names.some((name) => this.#allowed.has(name)) || this.#refuse('NAME_NOT_ALLOWED', { names });
  }

  #refuse(reason: string, context: { readonly names?: readonly string[] } = {}): false {
    this.#tell('server', reason, context);
    return false;
  }

  #tell(side: 'client' | 'server', reason: string, context: { readonly names?: readonly string[] } = {}): void {
    this.#failures.add({ side, reason });
    const now = this.#deps.clock.now().getTime();
    const kind = `${side} ${reason}`;
    if (now - (this.#toldAt.get(kind) ?? Number.NEGATIVE_INFINITY) < betweenLinesMs) return;
    this.#toldAt.set(kind, now);
    const message = side === 'server' ? 'A process was not let in' : 'A process could not be spoken to';
    this.#deps.logger.warn(`${message}: TLS`, { reason, ...context });
  }
}

/** HTTPS for everybody: only the server shows a certificate. */
export class PublicTls implements ServerTls {
  readonly #certificate: RotatingCertificate;

  /** @throws {CertificateError} for files that cannot be used. */
  constructor(settings: TlsSettings, deps: CertificateDeps) {
    this.#certificate = new RotatingCertificate({ ...settings, ...deps });
  }

  createServer(options: ServerOptions, handler: RequestListener): Server {
    // Clients that are not ours may be some years old.
    return createTlsServer(options, handler, { certificate: this.#certificate, minVersion: 'TLSv1.2' });
  }

  start(): void {
    this.#certificate.start();
  }

  stop(): void {
    this.#certificate.stop();
  }
}

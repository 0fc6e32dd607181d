import { Readable } from 'node:stream';
import { isLoopbackHost } from '@trivet/platform';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpSettings } from './provider-settings.ts';

/** Of the server: to be there, and to say that it is. */
const connectTimeoutMs = 10_000;
/** To say something, whatever it was asked. */
const answerTimeoutMs = 25_000;

/** What a server has answered that is no yes; without a code where it has not answered. */
export interface SmtpFault extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/** Why a mail was not taken, and whether it was under way by then. */
export class SmtpSendError extends Error {
  override readonly name = 'SmtpSendError';
  readonly fault: SmtpFault;
  readonly wasUnderWay: boolean;

  constructor({ fault, wasUnderWay }: { readonly fault: SmtpFault; readonly wasUnderWay: boolean }) {
    super('The mail server has not taken the mail.', { cause: fault });
    this.fault = fault;
    this.wasUnderWay = wasUnderWay;
  }
}

/** A connection to a mail server that has let us in, for one mail after the other. */
export class SmtpSession {
  readonly #connection: SMTPConnection;
  readonly #ended = Promise.withResolvers<never>();
  #isOpen = true;

  private constructor(connection: SMTPConnection) {
    this.#connection = connection;
    connection.on('error', (fault) => this.#ended.reject(fault));
    connection.once('end', () => {
      this.#isOpen = false;
      this.#ended.reject(new Error('The connection has ended.'));
    });
    // While it idles that is nobody's failure.
    this.#ended.promise.catch(() => {});
  }

  /**
   * Nothing is told to a server, not even who we are, before the way to it is private, unless it is this machine.
   * @throws {SmtpFault}
   */
  static async open(settings: SmtpSettings, signal: AbortSignal): Promise<SmtpSession> {
    const { default: Connection } = await import('nodemailer/lib/smtp-connection');
    const { host, port, isTls: secure, credentials, ca } = settings;
    const connection = new Connection({
      ...{ host, port, secure, requireTLS: !secure && !isLoopbackHost(host) },
      ...{ connectionTimeout: connectTimeoutMs, greetingTimeout: connectTimeoutMs, socketTimeout: answerTimeoutMs },
      tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    });
    const session = new SmtpSession(connection);
    try {
      await session.#while(signal, (done) => connection.connect(done));
      if (credentials) await session.#while(signal, (done) => connection.login({ credentials }, done));
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** False when the server has ended it, as it does with what idles. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Answers by which id the server knows the mail, where it says so.
   * @throws {SmtpSendError}
   */
  async send(
    { from, to, message }: { readonly from: string; readonly to: string; readonly message: Buffer },
    signal: AbortSignal,
  ): Promise<string | null> {
    let wasUnderWay = false;
    // It is read when the server has said that it wants it, and not before.
    const content = Readable.from(
      (function* () {
        wasUnderWay = true;
        yield message;
      })(),
      { objectMode: false },
    );
    try {
      const envelope = { from, to: [to], size: message.length };
      const { serverMessageId } = await this.#while<{ serverMessageId?: string | undefined }>(signal, (done) =>
        this.#connection.send(envelope, content, done),
      );
      return serverMessageId ?? null;
    } catch (error) {
      this.close();
      throw new SmtpSendError({ fault: error as SmtpFault, wasUnderWay });
    }
  }

  close(): void {
    this.#connection.close();
  }

  /** Ends with the connection, and ends it when nobody waits any more. */
  async #while<Answer>(
    signal: AbortSignal,
    step: (done: (error?: Error | null, answer?: Answer) => void) => void,
  ): Promise<Answer> {
    signal.throwIfAborted();
    const close = () => this.close();
    signal.addEventListener('abort', close, { once: true });
    const answer = Promise.withResolvers<Answer>();
    step((error, given) => (error ? answer.reject(error) : answer.resolve(given as Answer)));
    try {
      return await Promise.race([answer.promise, this.#ended.promise]);
    } finally {
      signal.removeEventListener('abort', close);
      answer.promise.catch(() => {});
    }
  }
}

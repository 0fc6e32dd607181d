import type { Transporter } from 'nodemailer';
import type { Provider } from '../../channels/provider-chain.ts';
import { RefusedError } from '../../channels/refused-error.ts';
import type { OutgoingMail } from '../outgoing-mail.ts';
import { mailHeaders } from './mail-headers.ts';
import type { SmtpSettings } from './provider-settings.ts';
import { SmtpSendError, SmtpSession } from './smtp-session.ts';

/** Connections that wait for the next mail: so many, and so long, which is less than servers wait. */
const maxIdle = 4;
const idleMs = 20_000;

interface IdleSession {
  readonly session: SmtpSession;
  readonly timer: NodeJS.Timeout;
}

/**
 * A mail server that takes mails from us. It cannot be asked later what it has taken: whether a mail has left is only certain until the
 * server has asked for its text, and when it has answered.
 */
export class SmtpProvider implements Provider<OutgoingMail> {
  readonly name = 'smtp';
  readonly #settings: SmtpSettings;
  readonly #idle: IdleSession[] = [];
  #composer: Promise<Transporter> | undefined;

  constructor(settings: SmtpSettings) {
    this.#settings = settings;
  }

  async send(mail: OutgoingMail, signal: AbortSignal): Promise<string | null> {
    const message = await this.#compose(mail);
    const sent = { from: this.#settings.from.address, to: mail.to, message };
    const kept = this.#takeIdle();
    if (kept) {
      const outcome = await this.#hand(kept, sent, signal).catch((error: unknown) => error);
      // A server may end what has idled in the moment in which it is used; that says nothing of the server.
      if (!(outcome instanceof SmtpSendError) || !hasEndedBefore(outcome)) return settled(outcome);
    }
    const fresh = await SmtpSession.open(this.#settings, signal).catch((cause: unknown) => {
      throw new RefusedError('The mail server does not let us in.', { refusal: 'unavailable', cause });
    });
    return settled(await this.#hand(fresh, sent, signal).catch((error: unknown) => error));
  }

  close(): void {
    for (const { session, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      session.close();
    }
  }

  async #hand(
    session: SmtpSession,
    sent: Parameters<SmtpSession['send']>[0],
    signal: AbortSignal,
  ): Promise<string | null> {
    const id = await session.send(sent, signal);
    this.#keep(session);
    return id;
  }

  #keep(session: SmtpSession): void {
    if (this.#idle.length >= maxIdle) {
      session.close();
      return;
    }
    const idle = { session, timer: setTimeout(() => this.#end(idle), idleMs) };
    idle.timer.unref();
    this.#idle.push(idle);
  }

  #end(idle: IdleSession): void {
    const place = this.#idle.indexOf(idle);
    if (place >= 0) this.#idle.splice(place, 1);
    idle.session.close();
  }

  #takeIdle(): SmtpSession | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (idle.session.isOpen) return idle.session;
    }
    return undefined;
  }

  /** As it goes over the wire, signed where we have a key. */
  async #compose(mail: OutgoingMail): Promise<Buffer> {
    const { from, dkim } = this.#settings;
    this.#composer ??= import('nodemailer').then(({ createTransport }) =>
      createTransport({ streamTransport: true, buffer: true, newline: 'windows', ...(dkim && { dkim }) }),
    );
    const composer = await this.#composer;
    const { messageId, subject, text, html, to } = mail;
    const { message } = await composer.sendMail({
      ...{ from, messageId, subject, text, html, headers: mailHeaders(mail) },
      // As it is: what looks like a list of addresses is none.
      to: { name: '', address: to },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return message as Buffer;
  }
}

/** Before the mail was under way, and without a word of the server. */
function hasEndedBefore({ fault, wasUnderWay }: SmtpSendError): boolean {
  return !wasUnderWay && fault.responseCode === undefined && fault.code !== 'EMESSAGE' && fault.code !== 'EENVELOPE';
}

/** @throws {RefusedError} where the server has said no, or nothing was under way; {@link SmtpSendError} where nobody knows. */
function settled(outcome: unknown): string | null {
  if (outcome instanceof SmtpSendError) throw refusalOf(outcome) ?? outcome;
  if (outcome instanceof Error) throw outcome;
  return outcome as string | null;
}

/** RFC 3463: there is no such mailbox or domain, or it takes no mail at all. */
const noSuchAddress = /^5\d\d[ -]5\.1\.(?:1|2|3|10)\b/;

function refusalOf({ fault, wasUnderWay }: SmtpSendError): RefusedError | null {
  const { responseCode, command = '', response = '' } = fault;
  const refused = (refusal: RefusedError['refusal'], what: string) =>
    // Not what the server says, which may quote an address.
    new RefusedError(responseCode === undefined ? what : `${what} (${responseCode})`, { refusal });
  if (responseCode === undefined) {
    if (wasUnderWay) return null;
    if (fault.code === 'EMESSAGE') return refused('permanent', 'The mail is longer than the server takes.');
    if (fault.code === 'EENVELOPE') return refused('permanent', 'The address is none.');
    return refused('unavailable', 'The mail server has ended the connection.');
  }
  // 421: it is about to close. 503: it was not in the state for that. What it says of who sends, it says of us.
  if ([421, 503].includes(responseCode) || command.startsWith('MAIL')) {
    return refused('unavailable', 'The mail server takes nothing from us.');
  }
  if (responseCode < 500) return refused('later', 'The mail server takes it later.');
  const suppression = noSuchAddress.test(response) ? 'bounce' : null;
  return new RefusedError(`The mail server refuses it (${responseCode})`, { refusal: 'permanent', suppression });
}

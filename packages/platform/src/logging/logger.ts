import { pino } from 'pino';
import { describeError } from './describe-error.ts';

/** Ids only: `userId`, `requestId` and the like. An `error` is described without values; see `describeError`. */
export type LogContext = Readonly<Record<string, unknown>> & { readonly error?: unknown };

export interface Logger {
  debug(message: string, context?: LogContext): void;
  info(message: string, context?: LogContext): void;
  warn(message: string, context?: LogContext): void;
  error(message: string, context?: LogContext): void;
  /** A logger whose every line has this context too. */
  child(context: LogContext): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LoggerOptions {
  readonly service: string;
  readonly level?: LogLevel;
  /** Default: standard output. */
  readonly destination?: { write(line: string): void };
}

/**
 * One JSON object per line:
 * `{"timestamp":"…","level":"INFO","service":"…","trace_id":"…","message":"…","context":{"user_id":"…","request_id":"…"}}`.
 */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const sink = pino(
    {
      level,
      base: { service },
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    ...(destination ? [destination] : []),
  );
  return new PinoLogger(sink, {});
}

class PinoLogger implements Logger {
  readonly #sink: pino.Logger;
  readonly #context: LogContext;

  constructor(sink: pino.Logger, context: LogContext) {
    this.#sink = sink;
    this.#context = context;
  }

  debug(message: string, context?: LogContext): void {
    if (this.#sink.isLevelEnabled('debug')) this.#sink.debug(this.#fields(context), message);
  }

  info(message: string, context?: LogContext): void {
    if (this.#sink.isLevelEnabled('info')) this.#sink.info(this.#fields(context), message);
  }

  warn(message: string, context?: LogContext): void {
    if (this.#sink.isLevelEnabled('warn')) this.#sink.warn(this.#fields(context), message);
  }

  error(message: string, context?: LogContext): void {
    if (this.#sink.isLevelEnabled('error')) this.#sink.error(this.#fields(context), message);
  }

  child(context: LogContext): Logger {
    return new PinoLogger(this.#sink, { ...this.#context, ...context });
  }

  #fields(context: LogContext | undefined): { trace_id?: unknown; context: Record<string, unknown> } {
    const { traceId, error, ...rest } = { ...this.#context, ...context };
    const fields = Object.fromEntries(Object.entries(rest).map(([key, value]) => [snakeCase(key), value]));
    if (error !== undefined) fields['error'] = describeError(error);
    return { ...(traceId !== undefined && { trace_id: traceId }), context: fields };
  }
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

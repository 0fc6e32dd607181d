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
  /** Resolves when all lines of before are written: for who ends the process, as an exit overtakes a line that is on its way. */
  flush(): Promise<void>;
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
      timestamp: createTimestamp(),
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    destination ?? standardOutput(),
  );
  return new PinoLogger(sink, {});
}

/** Many lines are of one millisecond. */
function createTimestamp(): () => string {
  let writtenAt = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== writtenAt) {
      writtenAt = now;
      text = `,"timestamp":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

/** How long a line may wait for others, in milliseconds, unless it is one that somebody has to see. */
const flushMs = 50;
/** As many bytes are written at once. */
const bufferBytes = 8 * 1024;

/**
 * Lines go out together, because a system call for each costs as much as a small query. Warnings go out at once, and an
 * orderly exit writes all that is left; a process that is killed loses what it was told within the last moment.
 */
function standardOutput() {
  const output = pino.destination({ dest: 1, sync: false, minLength: bufferBytes });
  let timer: NodeJS.Timeout | undefined;
  return {
    write(line: string) {
      output.write(line);
      if (/^\{"level":"(WARN|ERROR)"/.test(line)) output.flush();
      else if (!timer) {
        timer = setTimeout(() => {
          timer = undefined;
          output.flush();
        }, flushMs);
        timer.unref();
      }
    },
    flush: (written: (error?: Error) => void) => output.flush(written),
  };
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

  flush(): Promise<void> {
    // What cannot be written keeps nobody from leaving.
    return new Promise((resolve) => this.#sink.flush(() => resolve()));
  }

  #fields(context: LogContext | undefined): { trace_id?: unknown; context: Record<string, unknown> } {
    const fields: Record<string, unknown> = {};
    const line: { trace_id?: unknown; context: Record<string, unknown> } = { context: fields };
    for (const given of [this.#context, context]) {
      for (const name in given) {
        const value = given[name];
        if (name === 'traceId') {
          if (value !== undefined) line.trace_id = value;
        } else if (name !== 'error') fields[snakeCase(name)] = value;
        else if (value !== undefined) fields['error'] = describeError(value);
      }
    }
    return line;
  }
}

/** Names are written in code, so there are few. */
const snakeCased = new Map<string, string>();

function snakeCase(name: string): string {
  const known = snakeCased.get(name);
  if (known !== undefined) return known;
  const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakeCased.set(name, snake);
  return snake;
}

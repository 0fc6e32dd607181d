import { expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, configShapes, parseConfig } from './parse-config.ts';

const shape = {
  PORT: configShapes.port,
  DATABASE_URL: configShapes.url('postgres'),
  LOG_LEVEL: configShapes.logLevel.default('info'),
  SECRET: z.string().min(20, 'must have 20 characters'),
};

it('reads what it names, with defaults for what is absent or empty', () => {
  const environment = {
    PORT: '80',
    DATABASE_URL: 'postgres://localhost/x',
    LOG_LEVEL: '',
    SECRET: 's'.repeat(20),
    OTHER: 'x',
  };
  expect(parseConfig(shape, environment)).toEqual({
    PORT: 80,
    DATABASE_URL: 'postgres://localhost/x',
    LOG_LEVEL: 'info',
    SECRET: 's'.repeat(20),
  });
});

it('names every faulty variable at once, and no value', () => {
  const environment = {
    PORT: 'hunter1',
    DATABASE_URL: 'mysql://hunter2@localhost',
    LOG_LEVEL: 'hunter3',
    SECRET: 'hunter4',
  };
  const attempt = () => parseConfig(shape, environment);
  expect(attempt).toThrow(ConfigError);
  try {
    attempt();
  } catch (error) {
    const { message, problems } = error as ConfigError;
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['PORT', 'DATABASE_URL', 'LOG_LEVEL', 'SECRET']);
    expect(message).not.toMatch(/hunter/);
  }
});

it.each(['', '-1', '65536', '1e3', '80 ', '0x50'])('takes "%s" for no port', (PORT) => {
  expect(() => parseConfig({ PORT: configShapes.port }, { PORT })).toThrow(/PORT: (must be a port number|is required)/);
});

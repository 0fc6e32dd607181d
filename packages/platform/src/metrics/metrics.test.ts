import { expect, it } from 'vitest';
import { Metrics } from './metrics.ts';

it('is written as Prometheus reads it, with labels that cannot end early', () => {
  const metrics = new Metrics();
  const failures = metrics.counter('failures_total', 'What failed.');
  for (const reason of ['one', 'one', 'a "quoted"\nline \\']) failures.add({ reason });
  metrics.gauge('left_seconds', 'What is left.', {}, () => 1.5);
  expect(metrics.text()).toBe(
    [
      '# HELP failures_total What failed.',
      '# TYPE failures_total counter',
      'failures_total{reason="one"} 2',
      'failures_total{reason="a \\"quoted\\"\\nline \\\\"} 1',
      '# HELP left_seconds What is left.',
      '# TYPE left_seconds gauge',
      'left_seconds 1.5',
      '',
    ].join('\n'),
  );
});

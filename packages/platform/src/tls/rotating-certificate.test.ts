import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../logging/logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { RotatingCertificate } from './rotating-certificate.ts';
import { TestAuthority, TestCertificateFolder } from './testing/index.ts';

const dayMs = 86_400_000;
let authority: TestAuthority;

beforeAll(async () => {
  authority = await TestAuthority.create();
});

async function setup(daysLeft = 30) {
  const folder = new TestCertificateFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const lines: { level: string; message: string; context: { error?: { message: string } } }[] = [];
  const logger = createLogger({ service: 'core', destination: { write: (line) => lines.push(JSON.parse(line)) } });
  const metrics = new Metrics();
  const start = Date.now();
  const clock = { ms: start, now: () => new Date(clock.ms) };
  const issue = (days: number) => authority.issue({ names: ['core'], until: new Date(start + days * dayMs) });
  const replace = async (days: number) => folder.write('core', await issue(days));
  const files = { prefix: 'TLS', ...(await replace(daysLeft)) } as const;
  const certificate = new RotatingCertificate({ files, clock, logger, metrics, reloadMs: 1 });
  onTestFinished(() => certificate.stop());
  const told = () => lines.splice(0).map(({ level, message }) => `${level} ${message}`);
  return { certificate, files, clock, lines, told, metrics, replace, issue };
}

const failures = (metrics: Metrics) =>
  /trivet_tls_certificate_reload_failures_total (\d+)/.exec(metrics.text())?.[1] ?? '0';

it('is read again by itself, and those who listen get what took its place', async () => {
  const { certificate, replace, told } = await setup();
  const before = certificate.current;
  const changed = new Promise((resolve) => certificate.onChange(resolve));
  certificate.start();
  await replace(60);
  // Its key and its certificate are written one after the other: in between they are found not to fit.
  expect(await changed).toBe(certificate.current);
  expect(certificate.current.cert.equals(before.cert)).toBe(false);
  expect(told()).toContain('INFO Another certificate is used');
});

it('stays when nothing has changed', async () => {
  const { certificate, told } = await setup();
  const before = certificate.current;
  await certificate.reload();
  expect(certificate.current).toBe(before);
  expect(told()).toEqual([]);
});

const unusable: [string, (files: { certFile: string; keyFile: string; caFile: string }) => void, string][] = [
  ['a file that is gone', ({ certFile }) => rmSync(certFile), 'TLS_CERT_FILE: names a file that cannot be read'],
  ['what is no certificate', ({ certFile }) => writeFileSync(certFile, 'nonsense'), 'TLS_CERT_FILE: must hold'],
  [
    'half of a certificate',
    ({ certFile }) => writeFileSync(certFile, readFileSync(certFile).subarray(0, 200)),
    'TLS_CERT_FILE: must hold',
  ],
  ['no key', ({ keyFile }) => writeFileSync(keyFile, ''), 'TLS_KEY_FILE: must hold a private key'],
  ['no authority', ({ caFile }) => writeFileSync(caFile, ''), 'TLS_CA_FILE: must hold certificates in PEM'],
  [
    'an authority that is none',
    ({ caFile, certFile }) => writeFileSync(caFile, readFileSync(certFile)),
    'TLS_CA_FILE: must hold certificates of authorities only',
  ],
];

it.each(unusable)('stays when there is %s in its place, which is told once and counted', async (_, spoil, message) => {
  const { certificate, files, lines, metrics, replace } = await setup();
  const before = certificate.current;
  spoil(files);
  await certificate.reload();
  await certificate.reload();
  expect(certificate.current).toBe(before);
  expect(lines.splice(0).map(({ level, context }) => ({ level, message: context.error?.message }))).toEqual([
    { level: 'WARN', message: expect.stringContaining(message) },
  ]);
  expect(failures(metrics)).toBe('2');
  await replace(60);
  await certificate.reload();
  expect(certificate.current.cert.equals(before.cert)).toBe(false);
});

it('stays when the key is of another certificate, or what is new has expired or is not good yet', async () => {
  const { certificate, files, lines, clock, replace, issue } = await setup();
  const before = certificate.current;
  writeFileSync(files.keyFile, (await issue(60)).key);
  await certificate.reload();
  clock.ms += 2 * dayMs;
  await replace(1);
  await certificate.reload();
  clock.ms -= 4 * dayMs;
  await replace(60);
  await certificate.reload();
  expect(certificate.current).toBe(before);
  expect(lines.map(({ context }) => context.error?.message)).toEqual([
    'TLS_KEY_FILE: must be the key of the certificate in TLS_CERT_FILE',
    'TLS_CERT_FILE: holds a certificate that has expired',
    'TLS_CERT_FILE: holds a certificate that is not good yet',
  ]);
});

it('says each day that it expires, from fourteen days before, and that it has', async () => {
  const { certificate, clock, told, metrics, replace } = await setup();
  const expiry = /trivet_tls_certificate_expiry_timestamp_seconds (\d+)/.exec(metrics.text())?.[1];
  expect(Number(expiry)).toBe(certificate.current.expiresAt.getTime() / 1000);
  clock.ms += 15.9 * dayMs;
  await certificate.reload();
  expect(told()).toEqual([]);
  clock.ms += 0.2 * dayMs;
  for (let times = 0; times < 3; times += 1) await certificate.reload();
  expect(told()).toEqual(['WARN The certificate in use expires soon']);
  clock.ms += dayMs;
  await certificate.reload();
  expect(told()).toEqual(['WARN The certificate in use expires soon']);
  clock.ms += 13 * dayMs;
  await certificate.reload();
  expect(told()).toEqual(['ERROR The certificate in use has expired: peers refuse it']);
  await replace(60);
  await certificate.reload();
  expect(told()).toEqual(['INFO Another certificate is used']);
});

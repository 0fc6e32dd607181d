/**
 * A process that starts PostgreSQL, as the application does, so that tests can kill it or run it as somebody else.
 * It writes one line of JSON: the server's pid and URL, or the error. It ends when its input does.
 */
import { EmbeddedPostgresError, startEmbeddedPostgres } from './index.ts';

const [dataDirectory = ''] = process.argv.slice(2);
try {
  const server = await startEmbeddedPostgres({ dataDirectory });
  console.log(JSON.stringify({ pid: server.pid, adminUrl: server.adminUrl }));
  process.stdin.resume().on('end', () => void server.stop());
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}

import { Readable } from 'node:stream';
import { decodeGlobalId, type HttpRoute } from '@trivet/platform';
import type { DataExportService } from './data-export.service.ts';

/** Where an export is taken by its link, as `schema/http/exports.yaml` describes it. */
export function dataExportRoute(dataExports: DataExportService): HttpRoute {
  return {
    audience: 'public',
    method: 'GET',
    path: '/exports/:export(^dex_[0-9a-z]{26}$)',
    async handle({ params, query }) {
      const { expires, signature } = query;
      const id = decodeGlobalId(params['export'] ?? '');
      const isWhole = id?.prefix === 'dex' && typeof expires === 'string' && typeof signature === 'string';
      const lines = isWhole ? await dataExports.open(id.uuid, { expires, signature }) : null;
      if (!lines) {
        const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
        return { status: 404, headers, body: 'There is nothing here, or no more. Ask for another link.\n' };
      }
      return {
        status: 200,
        headers: {
          'content-type': 'application/x-ndjson; charset=utf-8',
          'content-disposition': 'attachment; filename="personal-data.ndjson"',
          'cache-control': 'no-store',
        },
        body: Readable.from(lines),
      };
    },
  };
}

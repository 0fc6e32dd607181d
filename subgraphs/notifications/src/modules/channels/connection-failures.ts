/** Codes of Node, OpenSSL, undici and ours for a connection that never was: nothing was said. */
const neverConnected: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
  ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  'PRIVATE_ADDRESS',
]);

/** The code of a failure after which it is certain that nothing has left; null where it is not. */
export function codeOfNoConnection(error: unknown): string | null {
  const { code, cause, errors } = (error ?? {}) as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string' && neverConnected.has(code)) return code;
  // Of all addresses of a name none answered.
  if (Array.isArray(errors) && errors.length > 0) {
    const codes = errors.map(codeOfNoConnection);
    return codes.every((each) => each !== null) ? (codes[0] ?? null) : null;
  }
  return cause === undefined ? null : codeOfNoConnection(cause);
}

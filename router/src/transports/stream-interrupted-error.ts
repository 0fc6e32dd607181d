/**
 * What a live stream rejects with when the way to the subgraph broke: neither the subgraph's end of it nor an error of
 * the operation. The stream can be opened again, behind its last event.
 */
export class StreamInterruptedError extends Error {
  override readonly name = 'StreamInterruptedError';
}

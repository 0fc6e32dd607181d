import { describe, expect, it } from 'vitest';
import { sessionId, startEdge } from '../tests/edge-fixture.ts';
import { openAcknowledged, openRaw, startWith, subscribe } from '../tests/raw-socket.ts';

describe('a peer', () => {
  it('that does not read is not sent for, and is closed', async () => {
    const fixture = await startWith({ highWaterBytes: 64 * 1024, stallMs: 50 });
    const { send, socket } = await openAcknowledged(fixture);
    send(subscribe('1', 'subscription { flood(bytes: 100000) }'));
    socket.pause();
    await fixture.operations.streamEnded.promise;
    // What the operating system takes for it is some megabytes.
    expect(fixture.operations.pulled * 100_000).toBeLessThan(50_000_000);
    expect(await (await fetch(`${fixture.url}/livez`)).json()).toEqual({ status: 'alive' });
  });

  it('that answers no ping is dropped', async () => {
    const { next } = await openRaw(await startWith({ pingIntervalMs: 10 }), { autoPong: false });
    expect(await next()).toBe(1006);
  });
});

describe('the end of a session', () => {
  it('closes its sockets with 4401, ends what they have begun, and touches no others', async () => {
    const fixture = await startEdge();
    const { revoked, operations } = fixture;
    const mine = await openAcknowledged(fixture, { authorization: await fixture.bearer() });
    const nobodys = await openAcknowledged(fixture);
    mine.send(subscribe('1', 'subscription { ticks }'));
    await operations.streaming.promise;
    revoked.add('another');
    operations.tick(1);
    expect(await mine.next()).toMatchObject({ id: '1', type: 'next' });
    revoked.add(sessionId);
    operations.tick(2);
    expect(await mine.next()).toBe(4401);
    await operations.streamEnded.promise;
    nobodys.send(subscribe('2', '{ whoami }'));
    expect(await nobodys.next()).toMatchObject({ id: '2', type: 'next' });
  });

  it('leaves nothing to do for what its client sends until he sees it', async () => {
    const fixture = await startEdge();
    const mine = await openAcknowledged(fixture, { authorization: await fixture.bearer() });
    fixture.revoked.add(sessionId);
    mine.send(subscribe('1', 'mutation { bump }'));
    expect(await mine.next()).toBe(4401);
    const rude = await openAcknowledged(fixture);
    rude.send('nonsense');
    rude.send(subscribe('1', 'mutation { bump }'));
    expect(await rude.next()).toBe(4400);
    expect(fixture.log.filter(({ message }) => message === 'operation')).toEqual([]);
  });

  it('by its time closes its sockets with 4403, for it may have been refreshed, and touches no others', async () => {
    const fixture = await startWith({ pingIntervalMs: 100 });
    const mine = await openAcknowledged(fixture, { authorization: await fixture.bearer() });
    const nobodys = await openAcknowledged(fixture);
    mine.send(subscribe('1', 'subscription { ticks }'));
    await fixture.operations.streaming.promise;
    fixture.endSessions();
    expect(await mine.next()).toBe(4403);
    await fixture.operations.streamEnded.promise;
    nobodys.send(subscribe('2', '{ whoami }'));
    expect(await nobodys.next()).toMatchObject({ id: '2', type: 'next' });
  });

  it('closes sockets with 4403 when it may have been missed, and none that came later', async () => {
    const fixture = await startWith({ pingIntervalMs: 100 });
    const before = await openAcknowledged(fixture, { authorization: await fixture.bearer() });
    const nobodys = await openAcknowledged(fixture);
    before.send(subscribe('1', 'subscription { ticks }'));
    await fixture.operations.streaming.promise;
    fixture.beginLate();
    const after = await openAcknowledged(fixture, { authorization: await fixture.bearer() });
    expect(await before.next()).toBe(4403);
    await fixture.operations.streamEnded.promise;
    for (const [id, { send, next }] of Object.entries({ 2: nobodys, 3: after })) {
      send(subscribe(id, '{ whoami }'));
      expect(await next()).toMatchObject({ id, type: 'next' });
    }
  });

  it('closes a socket that comes after it', async () => {
    const fixture = await startEdge();
    fixture.revoked.add(sessionId);
    const { send, next } = await openRaw(fixture);
    send({ type: 'connection_init', payload: { authorization: await fixture.bearer() } });
    // Had the token been refused, there would be no acknowledgement.
    expect(await next()).toEqual({ type: 'connection_ack' });
    expect(await next()).toBe(4401);
  });
});

describe('a stop', () => {
  it('answers the mutation under way, and then closes with 1001', async () => {
    const { edge, operations, ...fixture } = await startEdge();
    const { send, next } = await openAcknowledged({ edge, operations, ...fixture });
    send(subscribe('1', 'mutation { heldChange }'));
    await operations.holding.promise;
    const stopped = edge.stop();
    send(subscribe('2', '{ whoami }'));
    expect(await next()).toMatchObject({
      id: '2',
      type: 'error',
      payload: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }],
    });
    operations.hold.resolve('done');
    expect(await next()).toEqual({ id: '1', type: 'next', payload: { data: { heldChange: 'done' } } });
    expect(await next()).toEqual({ id: '1', type: 'complete' });
    expect(await next()).toBe(1001);
    await stopped;
  });

  it('does not wait for streams, nor longer than its deadline', async () => {
    const { edge, operations, ...fixture } = await startEdge();
    const { send, next } = await openAcknowledged({ edge, operations, ...fixture });
    send(subscribe('1', 'subscription { ticks }'));
    send(subscribe('2', '{ held }'));
    await operations.holding.promise;
    const stopped = edge.stop(10);
    expect(await next()).toBe(1001);
    await stopped;
  });
});

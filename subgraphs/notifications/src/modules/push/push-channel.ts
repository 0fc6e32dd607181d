import type { Logger } from '@trivet/platform';
import type { ChannelStrategy, Dispatch, Outcome, Receipt } from '../channels/channel-strategy.ts';
import type { Provider, ProviderChain } from '../channels/provider-chain.ts';
import { RefusedError } from '../channels/refused-error.ts';
import type { Delivery } from '../deliveries/delivery.model.ts';
import type { DevicePlatform } from '../devices/device.model.ts';
import type { DeviceService, ReachableDevice } from '../devices/device.service.ts';
import type { ShortTexts } from '../mails/short-texts.ts';
import type { PushMessage, PushProvider } from './push-provider.ts';

/** One message on its way to one device. */
export interface Push {
  readonly device: ReachableDevice;
  readonly message: PushMessage;
}

/** Who pushes to devices of a platform. */
export interface PushLine {
  readonly name: string;
  readonly chain: ProviderChain<Push>;
}

export interface PushChannelDeps {
  readonly devices: DeviceService;
  readonly texts: ShortTexts;
  /** Where there is none of a platform, its devices are not pushed to. */
  readonly lines: ReadonlyMap<DevicePlatform, PushLine>;
  readonly linkTo: (target: string | null) => string | null;
  readonly logger: Logger;
}

/** What of a delivery is told. */
export type ToldDelivery = Parameters<ShortTexts['of']>[0] & Pick<Delivery, 'waitingDevices'>;

/** Persons who are told at once; each has a few devices. */
const concurrency = 8;

/** There is no such device, or no more. */
class DeviceGoneError extends RefusedError {
  constructor() {
    super('There is no such device any more.', { refusal: 'permanent' });
  }
}

/** A push service as others ask it. */
export function carrierOf(service: PushProvider): Provider<Push> {
  return {
    name: service.name,
    async send({ device, message }, signal) {
      const verdict = await service.push(device, message, signal);
      if (verdict.outcome === 'gone') throw new DeviceGoneError();
      if (verdict.outcome === 'refused') throw new RefusedError(verdict.code, { refusal: verdict.refusal });
      return verdict.messageId;
    },
  };
}

/**
 * Persons are told on their devices: by one delivery, to all of them at once. It is sent when one device has it and none may take it later:
 * those that were refused for now are tried again, and no others. Devices of which the push service says that they are no more are
 * forgotten. Push services cannot be asked afterwards; what they are given twice is shown once.
 */
export class PushChannel implements ChannelStrategy {
  readonly channel = 'push';
  readonly #deps: PushChannelDeps;

  constructor(deps: PushChannelDeps) {
    this.#deps = deps;
  }

  get capacity(): number {
    const capacities = [...this.#deps.lines.values()].map(({ chain }) => chain.capacity);
    return Math.min(concurrency, Math.max(0, ...capacities));
  }

  async compose(delivery: ToldDelivery): Promise<Dispatch | null> {
    const { devices, texts, lines, linkTo } = this.#deps;
    const { id, userId, target, category, waitingDevices } = delivery;
    if (userId === null) return null;
    const reachable = (await devices.listReachable(userId)).filter(
      (device) => lines.has(device.platform) && (waitingDevices?.includes(device.id) ?? true),
    );
    if (reachable.length === 0) return null;
    const text = await texts.of(delivery);
    if (!text) return null;
    const message: PushMessage = { id, ...text, url: linkTo(target), isUrgent: category === 'security' };
    // Its devices that are no more it knows itself.
    return { address: null, send: (begin) => this.#send(reachable, message, begin) };
  }

  async find(): Promise<Outcome> {
    return 'unknown';
  }

  async #send(
    devices: readonly ReachableDevice[],
    message: PushMessage,
    begin: (provider: string) => Promise<boolean>,
  ): Promise<Receipt | null> {
    if (!(await begin(this.#namesOf(devices)))) return null;
    const results = await Promise.allSettled(devices.map((device) => this.#push({ device, message })));
    const gone = devices.filter((_device, index) => reasonOf(results[index]) instanceof DeviceGoneError);
    await this.#forget(gone);
    const taken = devices.filter((_device, index) => results[index]?.status === 'fulfilled');
    if (taken.length > 0) {
      const [receipt] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      const waitingDevices = devices.flatMap(({ id }, index) => (mayBeLater(reasonOf(results[index])) ? [id] : []));
      const messageId = taken.length === 1 ? (receipt?.messageId ?? null) : null;
      return { provider: this.#namesOf(taken), messageId, waitingDevices };
    }
    const failures = results.map(reasonOf).filter((reason) => !(reason instanceof DeviceGoneError));
    const unknown = failures.find((reason) => !(reason instanceof RefusedError));
    if (unknown !== undefined) throw unknown;
    // One that takes it later is reason enough to try again.
    const refusals = failures.filter((reason) => reason instanceof RefusedError);
    const refusal = refusals.find(mayBeLater) ?? refusals[0];
    if (refusal) throw refusal;
    return null;
  }

  async #push(push: Push): Promise<Receipt | null> {
    const line = this.#deps.lines.get(push.device.platform);
    // The delivery was begun for all of them.
    return (await line?.chain.send(push, async () => true)) ?? null;
  }

  /** What is not forgotten now is found to be gone again with the next push. */
  async #forget(gone: readonly ReachableDevice[]): Promise<void> {
    const { devices, logger } = this.#deps;
    const forgotten = await Promise.allSettled(gone.map((device) => devices.forget(device)));
    for (const [index, { status }] of forgotten.entries()) {
      if (status === 'rejected') logger.warn('A device that is no more is still kept.', { deviceId: gone[index]?.id });
    }
  }

  #namesOf(devices: readonly ReachableDevice[]): string {
    const names = devices.map(({ platform }) => this.#deps.lines.get(platform)?.name ?? '');
    return [...new Set(names)].sort().join(', ');
  }
}

/** Whether it is certain that it was not pushed, and may be. */
function mayBeLater(reason: unknown): boolean {
  return reason instanceof RefusedError && reason.refusal !== 'permanent';
}

function reasonOf(result: PromiseSettledResult<unknown> | undefined): unknown {
  return result?.status === 'rejected' ? result.reason : undefined;
}

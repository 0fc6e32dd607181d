import type { Clock, Logger } from '@trivet/platform';
import type { Worker } from '@trivet/subgraph';
import type { PushConfig } from './config/config.ts';
import { ProviderChain } from './modules/channels/provider-chain.ts';
import type { DevicePlatform } from './modules/devices/device.model.ts';
import type { DeviceService } from './modules/devices/device.service.ts';
import type { MailboxService } from './modules/mailbox/mailbox.service.ts';
import type { ShortTexts } from './modules/mails/short-texts.ts';
import { ApnsStrategy } from './modules/push/apns.strategy.ts';
import { FcmStrategy } from './modules/push/fcm.strategy.ts';
import { MailboxPush } from './modules/push/mailbox-push.ts';
import { carrierOf, PushChannel, type PushLine } from './modules/push/push-channel.ts';
import type { PushProvider } from './modules/push/push-provider.ts';
import { WebPushStrategy } from './modules/push/web-push.strategy.ts';

/** Eight persons are told at once, each on twenty devices at most. */
const places = 160;
/** A little longer than a push service has by itself. */
const timeoutMs = 15_000;

export interface PushingDeps {
  readonly config: PushConfig;
  readonly devices: DeviceService;
  readonly texts: ShortTexts;
  /** Where it is there, it takes what is for devices whose push service is not set up. */
  readonly mailbox: MailboxService | undefined;
  readonly linkTo: (target: string | null) => string | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** By which push services devices are told, and what ends their connections; nothing where none is set up. */
export function createPushing({ config, devices, texts, mailbox, linkTo, clock, logger }: PushingDeps): {
  readonly channels: readonly PushChannel[];
  readonly workers: readonly Worker[];
} {
  const { webPush, fcm, apns, webPushServices: services, webPushNetworks: privateNetworks } = config;
  const set: Readonly<Record<DevicePlatform, PushProvider | null>> = {
    web: webPush && new WebPushStrategy({ vapid: webPush, services, privateNetworks }),
    android: fcm && new FcmStrategy({ account: fcm, origin: fcm.origin, clock }),
    ios: apns && new ApnsStrategy({ ...apns, clock }),
  };
  const lines = new Map<DevicePlatform, PushLine>();
  for (const platform of ['web', 'android', 'ios'] as const) {
    const service = set[platform] ?? (mailbox && new MailboxPush(mailbox));
    if (!service) continue;
    const chain = new ProviderChain({ providers: [carrierOf(service)], places, timeoutMs, clock, logger });
    lines.set(platform, { name: service.name, chain });
  }
  if (lines.size === 0) return { channels: [], workers: [] };
  const connections: Worker = {
    start() {},
    async stop() {
      await Promise.all(Object.values(set).map((service) => service?.close()));
    },
  };
  return { channels: [new PushChannel({ devices, texts, lines, linkTo, logger })], workers: [connections] };
}

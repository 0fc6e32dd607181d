import { Consumer, type ConsumerDeps } from '@trivet/messaging';
import type { DeviceService } from './device.service.ts';

export interface DeviceConsumerDeps extends ConsumerDeps {
  readonly devices: DeviceService;
}

/** Who signs out somewhere, or ends a session from elsewhere, is told nothing there any more. */
export function deviceConsumer({ devices, ...deps }: DeviceConsumerDeps): Consumer {
  return new Consumer(
    {
      name: 'devices',
      types: ['session.revoked'],
      startAt: 'head',
      apply: async (tx, { stream, subject }) => {
        if (stream.person !== undefined)
          await devices.removeOfSession(tx, { userId: stream.person, sessionId: subject.id });
      },
    },
    deps,
  );
}

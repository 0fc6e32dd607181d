import { type Complete, decodeGlobalId, globalId, parseGlobalId } from '@trivet/platform';
import { payload } from '@trivet/subgraph';
import type { NotificationsContext } from '../../api/context.ts';
import {
  DevicePlatform,
  type DeviceResolvers,
  type Device as DeviceType,
  type MutationResolvers,
  type QueryResolvers,
  type UserResolvers,
} from '../../api/schema.generated.ts';
import type { Device as DeviceModel, DevicePlatform as StoredPlatform } from './device.model.ts';

const shownPlatforms: Readonly<Record<StoredPlatform, DevicePlatform>> = {
  web: DevicePlatform.Web,
  android: DevicePlatform.Android,
  ios: DevicePlatform.Ios,
};
const storedPlatforms: Readonly<Record<DevicePlatform, StoredPlatform>> = {
  [DevicePlatform.Web]: 'web',
  [DevicePlatform.Android]: 'android',
  [DevicePlatform.Ios]: 'ios',
};

export const Device: Complete<DeviceResolvers, DeviceType, DeviceModel> = {
  id: ({ id }) => globalId('dev', id),
  __resolveReference: ({ id }, { loaders }) => {
    const reference = decodeGlobalId(id);
    return reference?.prefix === 'dev' ? loaders.device.load(reference.uuid) : null;
  },
  platform: ({ platform }) => shownPlatforms[platform],
};

export const devicesOfUser = {
  devices: ({ id }, _args, { devices }) => devices.list(id),
} satisfies UserResolvers<NotificationsContext>;

export const deviceQueries = {
  webPushPublicKey: (_root, _args, { webPushPublicKey }) => webPushPublicKey,
} satisfies QueryResolvers<NotificationsContext>;

export const deviceMutations = {
  deviceRegister: (_root, { input: { platform, token = null, subscription = null, name } }, { operation, devices }) =>
    payload(async () => ({
      device: await devices.register(operation, { platform: storedPlatforms[platform], token, subscription, name }),
    })),
  deviceRemove: (_root, { input }, { operation, devices }) =>
    payload(async () => {
      const deviceId = await devices.remove(operation, parseGlobalId('dev', input.deviceId));
      return { removedDeviceId: globalId('dev', deviceId) };
    }),
} satisfies MutationResolvers<NotificationsContext>;

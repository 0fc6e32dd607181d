import { describe } from 'vitest';
import { oneInstallation } from './suite.ts';

describe('in four processes', () => void oneInstallation({ way: 'services', programs: true }));

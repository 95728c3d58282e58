/** The pools and policies that the rows of the table are played under, as changes of the sample pool and the example configuration. */
import type { ConfigChanges } from '../../input/source-config.ts';
import type { SettingName } from './case.ts';

export type StatesSetting = {
  readonly name: SettingName;
  /** For people who read the terminal. */
  readonly says: string;
  /** Fields of the source pool's description. */
  readonly pool?: Readonly<Record<string, unknown>>;
  /** Absent: the example configuration as it is. */
  readonly changes?: ConfigChanges;
};

/** The narrow target keeps so many characters of custom:tenant. */
export const NARROW_TENANT = 12;

export const STATES_SETTINGS: readonly StatesSetting[] = [
  { name: 'defaults', says: 'every policy at its default' },
  {
    name: 'lenient',
    says: 'second factors that cannot be carried are given up',
    changes: {
      config: { policies: { mfa: { unportable: 'migrate', unportableOnReset: 'reset-required' } } },
    },
  },
  {
    name: 'strict',
    says: 'nobody comes in without their second factor, after a reset, or with a weak password',
    changes: {
      config: {
        policies: {
          mfa: { unportable: 'reject' },
          passwordPolicy: 'reset-required',
          resetRequired: 'reject',
        },
      },
    },
  },
  {
    name: 'mfa-required',
    says: 'both pools ask everybody for a second factor',
    pool: { MfaConfiguration: 'ON' },
    changes: {},
  },
  {
    name: 'narrow-target',
    says: 'the target has no SMS as second factor and a shorter attribute',
    changes: {
      config: { mapping: { rename: { 'custom:tenant': 'custom:tenant_code' } } },
      overrides: {
        mfa: { mode: 'OFF' },
        attributes: [{ name: 'custom:tenant_code', minLength: 1, maxLength: NARROW_TENANT }],
      },
    },
  },
];

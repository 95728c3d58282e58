import { parseSettings, readSettings } from '#functions/_runtime/settings.ts';
import { settings } from '#test/core/trigger-builders.ts';
import { CUTOVER } from '#test/functions/switch-auth-flow/fake-client.ts';

const parse = (document: unknown) => parseSettings('settings.json', JSON.stringify(document));
const SOUND = settings();

describe('the settings beside the bundle', () => {
  it('are read as they were written', () => {
    expect(parse(SOUND)).toEqual(SOUND);
    expect(parse({ ...SOUND, cutover: CUTOVER })).toEqual({ ...SOUND, cutover: CUTOVER });
  });

  it.each([
    ['a missing part', { ...SOUND, policies: undefined }, 'policies.mfa.unportable must be one of'],
    [
      'an empty id',
      { ...SOUND, source: { ...SOUND.source, userPoolId: '' } },
      'source.userPoolId must be a string',
    ],
    [
      'a wrong type',
      { ...SOUND, target: { ...SOUND.target, smsMfa: 'yes' } },
      'target.smsMfa must be a boolean',
    ],
    ['no list', { ...SOUND, mapping: { ...SOUND.mapping, drop: {} } }, 'mapping.drop must be a list'],
    [
      'an unheard-of policy',
      { ...SOUND, policies: { ...SOUND.policies, weakPassword: 'maybe' } },
      'policies.weakPassword must be one of accept, reset-required',
    ],
    ['an unheard-of phase', { ...SOUND, phase: 'done' }, 'phase must be one of migrating, srp-only'],
    [
      'a share of nothing, which a sweep would wait for without end',
      { ...SOUND, sweep: { listUsersShare: 0, updateShare: 0.5 } },
      'sweep.listUsersShare must be a share',
    ],
    [
      'a gate without a threshold',
      { ...SOUND, cutover: { ...CUTOVER, gates: { ...CUTOVER.gates, quietDays: undefined } } },
      'cutover.gates.quietDays must be a number',
    ],
    [
      'an unheard-of wish for ALLOW_USER_AUTH',
      { ...SOUND, cutover: { ...CUTOVER, userAuth: 'maybe' } },
      'cutover.userAuth must be one of remove, keep',
    ],
    ['no object at all', [], 'source.accountId must be a string'],
  ])('are refused with %s', (_, document, problem) => {
    expect(() => parse(document)).toThrow(
      expect.objectContaining({ code: 'SettingsInvalid', message: expect.stringContaining(problem) }),
    );
  });

  it('are refused when they are no JSON or not there, with the file named', () => {
    expect(() => parseSettings('settings.json', '{')).toThrow('settings.json: is not JSON');
    expect(() => readSettings('/nowhere')).toThrow('/nowhere/settings.json: cannot be read');
  });
});

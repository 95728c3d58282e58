import fc from 'fast-check';
import { readAssessWork, readCutoverInput, readSwitchWork } from '#core/cutover-input.ts';
import { MigrationError } from '#core/errors.ts';

const messageOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    if (error instanceof MigrationError && error.code === 'InvalidInput') return error.message;
    throw error;
  }
  return 'accepted';
};

const CUTOVER = { task: 'cutover', dryRun: false, force: false, resume: false };

describe('the input of the cutover', () => {
  it.each<[string, object, object]>([
    ['all but the task is optional', { task: 'cutover' }, CUTOVER],
    ['a dry run', { task: 'cutover', dryRun: true }, { ...CUTOVER, dryRun: true }],
    [
      'a dry run of what force would do',
      { task: 'cutover', dryRun: true, force: true },
      { ...CUTOVER, dryRun: true, force: true },
    ],
    [
      'a forced way out of the hold',
      { task: 'cutover', force: true, resume: true },
      { ...CUTOVER, force: true, resume: true },
    ],
    [
      'some app clients',
      { task: 'cutover', clientIds: ['abc', 'def'] },
      { ...CUTOVER, clientIds: ['abc', 'def'] },
    ],
    [
      'a rollback with its reason',
      { task: 'rollback', reason: ' app 4.2 sends passwords (INC-1234). ' },
      { task: 'rollback', reason: 'app 4.2 sends passwords (INC-1234).' },
    ],
    ['a reason in any script', { task: 'rollback', reason: 'Übung' }, { task: 'rollback', reason: 'Übung' }],
    ['the question about account A', { task: 'assessRetirement' }, { task: 'assessRetirement' }],
  ])('accepts %s', (_, input, read) => {
    expect(readCutoverInput(input)).toEqual(read);
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'it must be an object'],
    ['nothing', null, 'it must be an object'],
    ['no task', {}, 'task must be one of cutover, rollback, assessRetirement'],
    ['another task', { task: 'sweep' }, 'task must be one of'],
    ['a name of every object', { task: 'toString' }, 'task must be one of'],
    ['a flag as text', { task: 'cutover', force: 'true' }, 'force must be true or false'],
    ['a flag that is null', { task: 'cutover', dryRun: null }, 'dryRun must be true or false'],
    [
      'flags that contradict each other',
      { task: 'cutover', dryRun: true, resume: true },
      'dryRun and resume contradict each other: a dry run writes nothing, so it cannot lift the hold; leave out one',
    ],
    ['one client as text', { task: 'cutover', clientIds: 'abc' }, 'clientIds must be a list'],
    ['no client', { task: 'cutover', clientIds: [] }, 'clientIds is empty; leave it out for all'],
    ['what is no id', { task: 'cutover', clientIds: ['a b'] }, 'clientIds must hold app client ids'],
    ['a number for an id', { task: 'cutover', clientIds: [7] }, 'clientIds must hold app client ids'],
    ['a client twice', { task: 'cutover', clientIds: ['a', 'a'] }, 'clientIds names an app client twice'],
    ['a misspelt flag', { task: 'cutover', dryrun: true }, 'the field "dryrun" is not known for cutover'],
    ['a reason where none is kept', { task: 'cutover', reason: 'x' }, 'the field "reason" is not known'],
    ['a rollback without a reason', { task: 'rollback' }, 'reason must be 1 to 200 letters'],
    ['an empty reason', { task: 'rollback', reason: '  ' }, 'reason must be 1 to 200'],
    ['an address for a reason', { task: 'rollback', reason: 'ask ann@example.com' }, 'reason must be'],
    ['a novel for a reason', { task: 'rollback', reason: 'x'.repeat(201) }, 'reason must be'],
    ['a line break in a reason', { task: 'rollback', reason: 'a\nb' }, 'reason must be'],
    [
      'a flag of another task',
      { task: 'rollback', reason: 'x', force: true },
      'the field "force" is not known',
    ],
    ['anything beside the question', { task: 'assessRetirement', days: 3 }, 'the field "days" is not known'],
    [
      'a field with a strange name',
      { task: 'cutover', 'ann@example.com': 1 },
      'the field with a strange name',
    ],
  ])('refuses %s, with what is accepted and no value', (_, input, problem) => {
    const message = messageOf(() => readCutoverInput(input));
    expect(message).toContain(problem);
    expect(message).toContain('Accepted: {"task":"cutover"');
    expect(message).not.toContain('ann@');
  });

  it('tells every problem at once', () => {
    const message = messageOf(() => readCutoverInput({ task: 'cutover', force: 1, clientIds: [], foo: 1 }));
    expect(message).toMatch(/force must be .*clientIds is empty.*"foo"/);
  });

  it('is refused or read whole, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            task: fc.constantFrom('cutover', 'rollback', 'assessRetirement', 'x'),
            dryRun: fc.oneof(fc.boolean(), fc.jsonValue()),
            resume: fc.boolean(),
            clientIds: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
            reason: fc.oneof(fc.string(), fc.jsonValue()),
          },
          { requiredKeys: [] },
        ),
        (input) => {
          let read: object;
          try {
            read = readCutoverInput(input);
          } catch (error) {
            expect(error).toMatchObject({ code: 'InvalidInput' });
            return;
          }
          const { reason, ...others } = input;
          expect(read).toMatchObject(others);
          if (reason !== undefined) expect(read).toHaveProperty('reason', String(reason).trim());
        },
      ),
    );
  });
});

const EXECUTION = { executionId: 'arn:aws:states:…', startedAt: '2026-11-23T10:00:00.000Z' };
const CHANGE = { clientId: 'abc', removed: ['ALLOW_USER_PASSWORD_AUTH'], added: [] };

describe('what the states hand to the Lambdas', () => {
  it('is an assessment with the checked input', () => {
    expect(readAssessWork({ ...EXECUTION, step: 'assess', input: { task: 'cutover' } })).toEqual({
      ...EXECUTION,
      step: 'assess',
      input: CUTOVER,
    });
  });

  it('is a conclusion with what became of each client', () => {
    const work = {
      ...EXECUTION,
      step: 'conclude',
      task: 'cutover',
      clients: [CHANGE],
      outcomes: [
        { ...CHANGE, changed: true },
        { clientId: 'def', error: 'TargetUnavailable' },
      ],
    };
    expect(readAssessWork(work)).toEqual(work);
    expect(readAssessWork({ ...work, outcomes: undefined })).toEqual({ ...work, outcomes: [] });
  });

  it.each(['switch', 'restore'])('is one client to %s', (action) => {
    const work = { ...EXECUTION, action, clientId: 'abc' };
    expect(readSwitchWork(work)).toEqual(work);
  });

  it.each<[string, unknown, string]>([
    ['no payload', undefined, 'the payload is no object'],
    ['no execution', { step: 'assess', input: { task: 'cutover' } }, 'executionId or startedAt is missing'],
    ['no time', { ...EXECUTION, startedAt: 'today', step: 'assess' }, 'executionId or startedAt is missing'],
    ['another step', { ...EXECUTION, step: 'x' }, 'step is neither assess nor conclude'],
    ['another task', { ...EXECUTION, step: 'conclude', task: 'x' }, 'no such task'],
    ['no clients', { ...EXECUTION, step: 'conclude', task: 'cutover' }, 'clients are not those'],
    [
      'strange outcomes',
      { ...EXECUTION, step: 'conclude', task: 'cutover', clients: [], outcomes: [CHANGE] },
      'outcomes are not those',
    ],
  ])('is refused with %s', (_, payload, problem) => {
    expect(messageOf(() => readAssessWork(payload))).toContain(problem);
  });

  it.each<[string, object, string]>([
    ['another action', { action: 'delete', clientId: 'abc' }, 'action is unknown'],
    ['no client', { action: 'switch' }, 'clientId is none'],
    ['what is no client id', { action: 'switch', clientId: '../x' }, 'clientId is none'],
  ])('is refused with %s', (_, payload, problem) => {
    expect(messageOf(() => readSwitchWork({ ...EXECUTION, ...payload }))).toContain(problem);
  });
});

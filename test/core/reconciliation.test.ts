import { ACCEPTED_INPUT, readReconcileInput } from '#core/reconciliation.ts';
import { SUB } from './trigger-builders.ts';

const sound = { task: 'reconcile', sourceSub: SUB };

describe('the input of a reconciliation', () => {
  it.each([
    ['a source sub', sound],
    ['groups', { ...sound, groups: ['writers', 'Größe-1/2'] }],
    ['no groups at all', { ...sound, groups: [] }],
  ])('may have %s', (_, input) => {
    expect(readReconcileInput(input)).toEqual(input);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'it must be an object'],
    ['a list', [sound], 'it must be an object'],
    ['no task', { sourceSub: SUB }, 'task must be "reconcile"'],
    ['another task', { ...sound, task: 'sweep' }, 'task must be "reconcile"'],
    ['no sub', { task: 'reconcile' }, 'sourceSub must be a UUID'],
    ['an e-mail for a sub', { ...sound, sourceSub: 'liam@example.com' }, 'sourceSub must be a UUID'],
    ['a sub with something behind it', { ...sound, sourceSub: `${SUB}\n` }, 'sourceSub must be a UUID'],
    ['groups that are a text', { ...sound, groups: 'writers' }, 'groups must be a list'],
    ['groups that are no names', { ...sound, groups: ['writers', 7] }, 'groups must be a list'],
    ['too many groups', { ...sound, groups: Array(101).fill('a') }, 'at most 100 group names'],
    ['an extra field', { ...sound, email: 'x' }, 'the field email is not known'],
    [
      'a prototype for a field',
      JSON.parse(`{"task":"reconcile","sourceSub":"${SUB}","__proto__":{}}`),
      'not known',
    ],
  ])('is refused with %s, in words and without values', (_, input, problem) => {
    const read = () => readReconcileInput(input);
    expect(read).toThrow(problem);
    expect(read).toThrow(ACCEPTED_INPUT);
    expect(read).not.toThrow(/liam/);
  });

  it('names every problem at once', () => {
    expect(() => readReconcileInput({ groups: 1, '<b>': 1 })).toThrow(
      'task must be "reconcile"; sourceSub must be a UUID; groups must be a list of at most 100 group names; the field of another name is not known',
    );
  });
});

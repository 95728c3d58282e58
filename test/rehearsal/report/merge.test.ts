// Several deployments of one scenario as one observation.
import { createRecorder } from '#rehearsal/cloud/recorder.ts';
import { mergeParts, mergeRecorders } from '#rehearsal/report/merge.ts';
import { migrated, observation, refused, sourceUser, storedOf, targetUser } from './build-observation.ts';

const [a, b] = [sourceUser('a'), sourceUser('b')];

it('adds up users, attempts, stored things and faults, and keeps what only some have', () => {
  const first = observation([a], {
    target: [targetUser(a)],
    stored: storedOf([targetUser(a)]),
    attempts: [migrated('a')],
    faults: { 'read hangs': 1 },
  });
  const second = observation([b], { attempts: [refused('b')], faults: { 'read hangs': 2, throttled: 1 } });
  const merged = mergeParts([first, second]);
  expect(merged.source.before).toEqual([a, b]);
  expect(merged.target).toHaveLength(1);
  expect(merged.stored.ledger).toHaveLength(1);
  expect(merged.attempts.map(({ sub }) => sub)).toEqual(['a', 'b']);
  expect(merged.faults).toEqual({ 'read hangs': 3, throttled: 1 });
  expect(merged).not.toHaveProperty('cases');
  expect(mergeParts([observation([a])])).not.toHaveProperty('faults');
});

it('keeps that one was disturbed, and who was not told of there', () => {
  const disturbed = observation([b], { disturbed: true, untold: ['b'] });
  expect(mergeParts([observation([a]), disturbed])).toMatchObject({ disturbed: true, untold: ['b'] });
  expect(mergeParts([observation([a])])).not.toHaveProperty('disturbed');
});

it('adds checks up, and was swept where all were', () => {
  const check = (name: string) => ({ name, seen: 'a', expected: 'a' });
  const first = observation([a], {
    checks: [check('one')],
    withdrawn: ['states:StartExecution'],
    swept: true,
  });
  const second = observation([b], { checks: [check('two')], swept: true });
  expect(mergeParts([first, second])).toMatchObject({
    checks: [{ name: 'one' }, { name: 'two' }],
    withdrawn: ['states:StartExecution'],
    swept: true,
  });
  expect(mergeParts([first, observation([b])])).not.toHaveProperty('swept');
  expect(mergeParts([observation([a])])).not.toHaveProperty('checks');
});

it('reads recorders one after the other', () => {
  const recorders = [createRecorder(), createRecorder()] as const;
  for (const [index, recorder] of recorders.entries()) recorder.record('metrics', { index });
  expect(mergeRecorders(recorders).entries('metrics')).toEqual([{ index: 0 }, { index: 1 }]);
});

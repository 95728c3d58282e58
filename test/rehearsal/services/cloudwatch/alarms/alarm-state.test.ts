/** States of alarms with missing data: both tables of the user guide, row by row. */
import {
  type AlarmState,
  type MissingData,
  nextState,
} from '#rehearsal/services/cloudwatch/alarms/alarm-state.ts';

const TREATMENTS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

/** `0` within the threshold, `X` breaching, `-` missing; oldest first. */
const read = (text: string) => text.split(' ').map((point) => (point === '-' ? undefined : point === 'X'));

const statesOf = (points: string, datapointsToAlarm: number, current: AlarmState, evaluationPeriods = 3) =>
  TREATMENTS.map((treatMissingData) =>
    nextState(read(points), { evaluationPeriods, datapointsToAlarm, treatMissingData }, current),
  );

describe('three of three', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'as it was', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - - - X', ['INSUFFICIENT_DATA', 'as it was', 'ALARM', 'OK']],
    ['X - - - -', ['ALARM', 'as it was', 'ALARM', 'OK']],
  ])('%s', (points, expected) => {
    for (const current of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const)
      expect(statesOf(points, 3, current)).toEqual(
        expected.map((state) => (state === 'as it was' ? current : state)),
      );
  });
});

describe('two of three', () => {
  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - X', ['INSUFFICIENT_DATA', 'as it was', 'ALARM', 'OK']],
  ])('%s', (points, expected) => {
    for (const current of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const)
      expect(statesOf(points, 2, current)).toEqual(
        expected.map((state) => (state === 'as it was' ? current : state)),
      );
  });
});

describe('one of one', () => {
  it.each([
    ['- - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - 0', ['OK', 'OK', 'OK', 'OK']],
    ['X 0 -', ['OK', 'OK', 'OK', 'OK']],
    // The last data point that there is decides for as long as it is looked at.
    ['X - -', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - -', ['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'ALARM', 'OK']],
  ])('%s', (points, expected) => expect(statesOf(points, 1, 'INSUFFICIENT_DATA', 1)).toEqual(expected));
});

/** The clock that a scenario can move. */
import { createMovableClock } from '#rehearsal/cloud/movable-clock.ts';

describe('the movable clock', () => {
  it('runs with real time, ahead of it by what has been let pass', () => {
    let real = 1000;
    const clock = createMovableClock(() => real);
    expect(clock.now()).toBe(1000);
    clock.advance(500);
    clock.advance(1);
    real += 10;
    expect(clock.now()).toBe(1511);
    expect(clock.ahead()).toBe(501);
  });

  it.each([-1, Number.NaN])('does not move by %d', (milliseconds) => {
    const clock = createMovableClock(() => 0);
    expect(() => clock.advance(milliseconds)).toThrow(`The clock cannot be moved by ${milliseconds} ms`);
    expect(clock.now()).toBe(0);
  });
});

/** Wall-clock time in a time zone, to and from instants. Knows no schedule. */

import { ServiceError } from '../../cloud/service.ts';

/** Month from 1. */
export type WallTime = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

const DAY_MS = 24 * 60 * 60 * 1000;

export class TimeZone {
  readonly #format: Intl.DateTimeFormat;

  /** @throws {ServiceError} `ValidationException` for a name that is none. */
  constructor(name: string) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      throw new ServiceError(
        'ValidationException',
        `Invalid Schedule Expression Timezone ${name}; use a name such as Europe/Berlin.`,
      );
    }
  }

  /** @param instant milliseconds since the epoch */
  wallTime(instant: number): WallTime {
    const parts = new Map(
      this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const of = (part: Intl.DateTimeFormatPartTypes): number => parts.get(part) ?? 0;
    return {
      year: of('year'),
      month: of('month'),
      day: of('day'),
      hour: of('hour'),
      minute: of('minute'),
      second: of('second'),
    };
  }

  /** The first instant at which the clocks show this; undefined where they are put forward over it, or no such day is. */
  instant(wall: WallTime): number | undefined {
    const asUtc = utcOf(wall);
    if (new Date(asUtc).getUTCDate() !== wall.day) return undefined;
    // The offset before and after any change of this day.
    const candidates = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - this.#offset(near));
    const shown = candidates.filter((candidate) => utcOf(this.wallTime(candidate)) === asUtc);
    return shown.length === 0 ? undefined : Math.min(...shown);
  }

  #offset(instant: number): number {
    return utcOf(this.wallTime(instant)) - Math.floor(instant / 1000) * 1000;
  }
}

const utcOf = ({ year, month, day, hour, minute, second }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

/** Generated names: the same for the same resource, different for others, never too long. */
import * as fc from 'fast-check';
import { physicalName, stackId } from '#rehearsal/deploy/physical-name.ts';

describe('a generated name', () => {
  it('is the same in every run', () => {
    expect(physicalName('Target', 'Role1')).toBe(physicalName('Target', 'Role1'));
    expect(physicalName('Target', 'Role1')).toMatch(/^Target-Role1-[0-9A-F]{12}$/);
  });

  it('differs for another resource even where it is cut, and fits', async () => {
    await fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.integer({ min: 20, max: 64 }),
        (a, b, length) => {
          fc.pre(a !== b);
          const long = 'x'.repeat(60);
          const [first, second] = [
            physicalName('Target', long + a, length),
            physicalName('Target', long + b, length),
          ];
          expect(first).not.toBe(second);
          expect(first.length).toBeLessThanOrEqual(length);
        },
      ),
    );
  });

  it('is a stack id with a UUID', () => {
    expect(stackId('Target', { accountId: '222222222222', region: 'us-east-1' })).toMatch(
      /^arn:aws:cloudformation:us-east-1:222222222222:stack\/Target\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
  });
});

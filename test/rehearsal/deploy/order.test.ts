/** The order of deployment: needs first, otherwise as given. */
import * as fc from 'fast-check';
import { inDependencyOrder } from '#rehearsal/deploy/order.ts';

const order = (needs: Record<string, string[]>) =>
  inDependencyOrder(Object.keys(needs), (name) => needs[name] ?? [], 'The things');

describe('the order of deployment', () => {
  it.each([
    ['nothing', {}, []],
    ['what needs nothing, as given', { b: [], a: [], c: [] }, ['b', 'a', 'c']],
    ['a need before what needs it', { b: ['a'], a: [] }, ['a', 'b']],
    ['a chain', { c: ['b'], b: ['a'], a: [] }, ['a', 'b', 'c']],
    ['a need of two only once', { b: ['a'], c: ['a'], a: [] }, ['a', 'b', 'c']],
  ])('puts %s', (_, needs, expected) => {
    expect(order(needs)).toEqual(expected);
  });

  it('names the whole circle, and nothing that only leads to it', () => {
    expect(() => order({ start: ['a'], a: ['b'], b: ['c'], c: ['a'] })).toThrow(
      'The things need each other in a circle: a -> b -> c -> a.',
    );
  });

  it('puts every need first, whatever needs what without a circle', async () => {
    const graph = fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 20 });
    await fc.assert(
      fc.property(graph, (rows) => {
        const needs = new Map(
          rows.map((row, index) => [`n${index}`, row.filter((n) => n < index).map((n) => `n${n}`)]),
        );
        const names = [...needs.keys()].reverse();
        const result = inDependencyOrder(names, (name) => needs.get(name) ?? [], 'The things');
        expect(result.toSorted()).toEqual(names.toSorted());
        for (const [name, before] of needs) {
          for (const need of before) expect(result.indexOf(need)).toBeLessThan(result.indexOf(name));
        }
      }),
    );
  });
});

/**
 * jest runs tests in a realm of its own, where an error of Node's core is no `instanceof Error`; the SDK then wraps it
 * and its code is gone. In a Lambda there is one realm. Importing this file makes the check hold across realms.
 */
import { types } from 'node:util';

const ordinary = Function.prototype[Symbol.hasInstance];

Object.defineProperty(Error, Symbol.hasInstance, {
  configurable: true,
  value(this: unknown, value: unknown): boolean {
    return this === Error ? types.isNativeError(value) : ordinary.call(this, value);
  },
});

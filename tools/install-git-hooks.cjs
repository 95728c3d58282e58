// Points git at the hooks kept in this repository; does nothing outside a checkout or in CI.
const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');
if (existsSync('.git') && !process.env.CI) {
  try {
    execFileSync('git', ['config', 'core.hooksPath', 'tools/git-hooks']);
  } catch {
    console.warn('git hooks were not installed: git is not on the PATH.');
  }
}

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './workspace.mjs';

// Replaces the scope of the packages and the addresses of the repository and of the documentation site in every file that
// names them:
// node scripts/rename.mjs --scope @acme --repository https://github.com/acme/binance-spot --site https://acme.dev/spot
// `--check` fails if the packages still have the placeholder scope or an example address. Such packages must not be
// published.

const PLACEHOLDER = {
  scope: '@pkg',
  repository: 'https://example.com/binance-spot',
  site: 'https://binance-spot.example.com',
};

const { values } = parseArgs({
  options: {
    scope: { type: 'string' },
    repository: { type: 'string' },
    site: { type: 'string' },
    check: { type: 'boolean' },
    root: { type: 'string', default: root },
  },
});
const manifest = JSON.parse(readFileSync(join(values.root, 'packages/core/package.json'), 'utf8'));
const current = {
  scope: manifest.name.split('/')[0],
  repository: manifest.repository.url.replace(/^git\+|\.git$/g, ''),
  site: manifest.homepage,
};

if (values.check) {
  const left = Object.keys(PLACEHOLDER).filter((key) => current[key] === PLACEHOLDER[key]);
  if (left.length > 0) fail(`The packages still have a placeholder: ${left.map((key) => current[key]).join(', ')}`);
} else {
  const { scope = current.scope, repository = current.repository, site = current.site } = values;
  if (!/^@[a-z0-9-][a-z0-9._-]*$/.test(scope)) fail(`--scope: expected a scope such as @acme, got '${scope}'`);
  if (!/^https:\/\/[^\s/]+\/[^\s]*[^\s/]$/.test(repository)) {
    fail(`--repository: expected an address such as https://github.com/acme/binance-spot, got '${repository}'`);
  }
  if (!/^https:\/\/[^\s]*[^\s/]$/.test(site)) {
    fail(`--site: expected an address such as https://acme.dev/spot, got '${site}'`);
  }
  let changed = 0;
  for (const file of files()) {
    const path = join(values.root, file);
    const text = readFileSync(path, 'utf8');
    const renamed = text
      // `@pkg/source` keeps its name. It is not a package, but a condition in the packages' `exports` for internal use.
      .replaceAll(new RegExp(`${escapeRegExp(current.scope)}(?=/(?!source\\b)|\\b(?!/))`, 'g'), scope)
      // The names of tarballs begin with the scope, without `@`, as in pkg-core-0.1.0.tgz.
      .replaceAll(
        new RegExp(`\\b${escapeRegExp(current.scope.slice(1))}-(?=core|streams|simulator|redis|\\$\\{)`, 'g'),
        `${scope.slice(1)}-`,
      )
      .replaceAll(current.site, site)
      .replaceAll(current.repository, repository);
    if (renamed === text) continue;
    writeFileSync(path, renamed);
    changed += 1;
  }
  console.log(`${changed} files changed. Run npm test: it installs anew, and the lockfile needs pnpm install.`);
}

/**
 * Returns the text files under version control, except this script and the tests of packaging, which have to keep the
 * placeholders.
 */
function files() {
  const listed = execFileSync('git', ['-C', values.root, 'ls-files', '-z'], { encoding: 'utf8' });
  return listed
    .split('\0')
    .filter(
      (file) =>
        file !== '' && !/^(scripts\/rename\.mjs|tests\/packaging\/)/.test(file) && !/\.(png|gz|woff2?|ico)$/.test(file),
    );
}

function escapeRegExp(text) {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

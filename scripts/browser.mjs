import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The flags that a test's Chromium starts with: nothing of it calls home. */
export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** The path of a Chromium that is there: `CHROMIUM_PATH`, Playwright's own, else an installed one; or undefined. */
export function findBrowser() {
  return [process.env.CHROMIUM_PATH, chromium.executablePath(), ...installed].find((path) => path && existsSync(path));
}

/**
 * The path of a Chromium, installing one where there is none: Debian's package for root on Debian, else Playwright's.
 *
 * @throws when none can be had; the message says what to install.
 */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  for (const attempt of [installFromDebian, installFromPlaywright]) {
    try {
      attempt();
    } catch {
      // The next way may do; what is missing in the end is said below.
    }
    const path = findBrowser();
    if (path) return path;
  }
  throw new Error('No browser: install Chromium or Chrome (Debian: `apt-get install chromium`), or set CHROMIUM_PATH.');
}

function installFromDebian() {
  if (process.getuid?.() !== 0 || !/\bdebian\b/.test(readFileSync('/etc/os-release', 'utf8'))) return;
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  execFileSync('apt-get', ['update', '-qq'], options);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
}

function installFromPlaywright() {
  execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' });
}
